//! dbt: service tokens with permission sets.

use super::*;

/// The permission sets of dbt.
const PERMISSION_SETS: &str = "
    account_admin account_viewer admin analyst billing_admin cost_insights_admin cost_insights_viewer cost_management_admin
    cost_management_viewer database_admin developer fusion_admin git_admin job_admin job_runner job_viewer
    manage_marketplace_apps member metadata_only owner project_creator readonly scim_only security_admin semantic_layer_only
    stakeholder team_admin webhooks_only";

/// The declaration.
pub fn resource() -> RestResource {
    secret_rotation(
        "dbt-service-token",
        "dbt service token",
        "dbt",
        [objects(
            "permission_grants",
            [
                string("permission_set").required().one_of(PERMISSION_SETS.split_whitespace()).doc("Permission set, such as `job_runner`."),
                integer("project_id").doc("ID of the dbt project that it is limited to. All projects by default."),
            ],
        )
        .required()
        .size(1..=u64::MAX)
        .doc("What the token may do.")],
        [("service_token", "service token")],
    )
}
