//! HCP Terraform (Terraform Cloud): variables of a workspace or a variable set.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    let of_set = |name: &str| {
        string(name)
            .not_empty()
            .required_when("scope", ["variable-set"])
    };
    let of_workspace = |name: &str| {
        string(name)
            .not_empty()
            .required_when("scope", ["workspace"])
    };
    secret_sync("terraform-cloud", "Terraform Cloud")
        .doc("Each secret becomes a sensitive variable of a workspace or a variable set.")
        .destination([
            string("scope").required().one_of(["workspace", "variable-set"])
                .doc("Whose variables: of a `workspace` or a `variable-set`."),
            string("org").required().not_empty().doc("Name of the organization."),
            string("category").required().one_of(["env", "terraform"])
                .doc("What the secrets become: environment variables (`env`) or Terraform variables (`terraform`)."),
            of_set("variable_set_id").doc("ID of the variable set, e.g. `varset-abc123`, part of its address."),
            of_set("variable_set_name").doc("Name of the variable set."),
            of_workspace("workspace_id").doc("ID of the workspace, e.g. `ws-abc123`, on its overview."),
            of_workspace("workspace_name").doc("Name of the workspace."),
        ])
}
