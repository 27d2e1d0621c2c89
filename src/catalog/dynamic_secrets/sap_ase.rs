//! SAP Adaptive Server Enterprise.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![host(), port(), database()], user().into(), statements().into()]);
    dynamic_secret("sap-ase", "SAP ASE", inputs)
}
