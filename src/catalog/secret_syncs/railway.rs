//! Railway: variables of a project's environment, shared or of one service.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("railway", "Railway")
        .doc("Each secret becomes a variable of one environment of a project: shared, or of one service.")
        .imports_secrets()
        .destination([
            text("project_id").required().doc("ID of the Railway project: Railway, project Settings, General."),
            // The API demands both names but takes empty ones.
            display_name("project_name", "the Railway project").unset_sends(""),
            text("environment_id").required().doc("ID of the Railway environment, part of its address."),
            display_name("environment_name", "the Railway environment").unset_sends(""),
            string("service_id").doc("ID of a service, part of its address. Default: variables shared by the environment's services."),
            display_name("service_name", "the service"),
        ])
}
