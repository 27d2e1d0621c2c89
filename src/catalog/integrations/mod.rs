//! Native integrations: the predecessors of secret syncs, which Infisical retires on 2027-08-19. Each is two objects, the login at
//! the third party and the integration made with it.

mod aws;
mod circleci;
mod databricks;
mod gcp;

use crate::rest::prelude::*;

const SUBCATEGORY: &str = "Native Integrations (deprecated)";
const AUTH: &str = "/api/v1/integration-auth/{integration_auth_id}";
const ITEM: &str = "/api/v1/integration/{integration_id}";

/// The family's resources.
pub fn resources() -> Vec<RestResource> {
    vec![
        aws::parameter_store(),
        aws::secrets_manager(),
        circleci::resource(),
        databricks::resource(),
        gcp::resource(),
    ]
}

/// An integration: its slug in the API, the fields of the login, and those of the integration. `successor` is the sync that
/// replaces it, `connection` the app connection that the sync needs.
struct Integration {
    name: &'static str,
    title: &'static str,
    slug: &'static str,
    successor: &'static str,
    connection: &'static str,
    login: Vec<Field>,
    fields: Vec<Field>,
}

fn integration(it: Integration) -> RestResource {
    let login_names: Vec<&'static str> = LOGIN
        .iter()
        .copied()
        .filter(|name| it.login.iter().any(|field| field.name() == *name))
        .collect();
    let first: Vec<&'static str> = login_names.iter().copied().chain(["project_id"]).collect();
    RestResource::new(&format!("integration_{}", it.name), it.title, SUBCATEGORY)
        .doc(&format!(
            "Pushes the secrets of a folder to {}. Infisical retires native integrations on 2027-08-19: use `infisical_secret_sync_{}` with `infisical_app_connection_{}`.",
            it.title.trim_end_matches(" integration"), it.successor, it.connection
        ))
        .deprecated(&format!(
            "Infisical retires native integrations on 2027-08-19. Use infisical_secret_sync_{} with infisical_app_connection_{} instead.",
            it.successor, it.connection
        ))
        .fields([
            string("integration_id").computed().read_as(["id"]).doc("ID of the integration."),
            string("integration_auth_id").computed().read_as(["integrationAuthId", "auth.id"]).doc("ID of the login at the third party."),
            string("project_id").required().not_empty().replace().create_as("workspaceId").read_as(["auth.projectId"]).doc("ID of the project: `id` of `infisical_project`, or in the settings of the project."),
            string("environment").required().not_empty().create_as("sourceEnvironment").read_as(["environment.slug"]).doc("Slug of the environment that the secrets come from."),
            // A PATCH without it means the root.
            string("secret_path").required().not_empty().always().equality(Equality::TrailingSlash).doc("Path of the folder that the secrets come from."),
            boolean("is_active").optional_computed().doc("Whether it pushes at all. Default: true."),
        ])
        .fields(it.login)
        .fields(it.fields)
        .creates(post("/api/v1/integration-auth/access-token").envelope("integrationAuth").only(&first).adds("integration", it.slug).under("auth"))
        .creates(post("/api/v1/integration").envelope("integration").except(&first).fills("integrationAuthId", "{json:auth.id}"))
        // After a create that failed half-way there is the login alone, to be destroyed.
        .reads(get(ITEM).envelope("integration").when(Condition::Set(vec!["integration_id"])))
        .reads(get("/api/v1/integration-auth/{json:integrationAuthId}").envelope("integrationAuth").under("auth").when(Condition::Unset(vec!["project_id"])))
        .updates(patch(AUTH).envelope("integrationAuth").only(&login_names).adds("integration", it.slug).under("auth"))
        .updates(patch(ITEM).envelope("integration").except(&first))
        // Takes the integration with it.
        .deletes(delete(AUTH))
        .import("{integration_id:uuid}")
        .identity(&["integration_id"])
}

/// Names of all fields of logins.
const LOGIN: &[&str] = &[
    "access_key_id",
    "secret_access_key",
    "assume_role_arn",
    "circleci_token",
    "databricks_host",
    "databricks_token",
    "service_account_json",
];

/// `options`: what the API keeps as metadata, with the state that the official provider gives it by default.
fn options<const N: usize>(fields: [Field; N], default: [(&str, Value); N]) -> Field {
    let default = Value::object(default);
    object("options", fields)
        .json("metadata")
        .default(default.clone())
        .absent_means(default)
        .doc("Options of the integration.")
}

/// An affix of secrets' names at the destination. The API merges options, so that nothing is told by leaving it out.
fn affix(name: &str, what: &str) -> Field {
    string(name).unset_sends("").doc(what)
}
