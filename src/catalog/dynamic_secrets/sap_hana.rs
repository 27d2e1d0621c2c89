//! SAP HANA.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![host(), port(), renew_statement()], user().into(), statements().into(), tls().into()]);
    dynamic_secret("sap-hana", "SAP HANA", inputs)
}
