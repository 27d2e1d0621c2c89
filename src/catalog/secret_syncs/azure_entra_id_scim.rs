//! Azure Entra ID SCIM: the provisioning token of an enterprise application.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("azure-entra-id-scim", "Azure Entra ID SCIM")
        .through("azure-entra-id")
        .doc("One secret becomes the SCIM token with which Entra ID provisions users of an enterprise application. Create and changes of the destination call Microsoft Graph.")
        .without_keys()
        .options([
            text("secret_key").required().unread()
                .doc("Key of the Infisical secret whose value is the SCIM token."),
            string("secret_id").computed().doc("ID of that secret."),
        ])
        .destination([
            text("service_principal_id").required()
                .doc("Object ID of the service principal of the enterprise application: Entra admin center, Enterprise applications, Overview."),
            string("service_principal_display_name").computed().absent_means(Value::Null)
                .doc("Name of the service principal, looked up by Infisical."),
        ])
}
