//! Render: environment variables or secret files of a service or an environment group.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("render", "Render")
        .doc("Each secret becomes an environment variable or a secret file of a service or an environment group. Secrets with empty values are skipped.")
        .imports_secrets()
        .options([kept("auto_redeploy_services", "Redeploy the services after each sync, so that they see the new values.")])
        .destination([
            string("scope").required().one_of(["service", "environment-group"])
                .doc("Whose variables: of a `service` or an `environment-group`."),
            string("service_id").not_empty().required_when("scope", ["service"])
                .doc("ID of the service, e.g. `srv-abc123`, part of its address."),
            string("environment_group_id").not_empty().required_when("scope", ["environment-group"])
                .doc("ID of the environment group, e.g. `evg-abc123`, part of its address."),
            string("type").required().one_of(["env", "file"])
                .doc("What the secrets become: environment variables (`env`) or secret files (`file`)."),
        ])
}
