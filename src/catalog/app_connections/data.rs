//! Looking connections up, and rotating the credentials of one now.

use crate::rest::prelude::*;

const GROUP: &str = "App Connections";

fn app() -> Field {
    string("app")
        .required()
        .slug()
        .not_sent()
        .doc("App as the API spells it: the end of the resource type with hyphens, such as `aws` or `azure-key-vault` (`open-router` for OpenRouter).")
}

/// What every answer tells about a connection, list or not.
fn facts() -> Vec<Field> {
    vec![
        string("description")
            .computed()
            .doc("What the connection is for."),
        string("method")
            .computed()
            .doc("How Infisical signs in to the app."),
        string_map("credentials")
            .computed()
            .doc("The parts of the credentials that are no secrets, by the API's names."),
        string("credentials_hash")
            .computed()
            .doc("Fingerprint of the stored credentials."),
        string("gateway_id")
            .computed()
            .doc("ID of the gateway through which Infisical reaches the app."),
        boolean("platform_managed_credentials")
            .json("isPlatformManagedCredentials")
            .computed()
            .doc("Whether Infisical has taken the database login over."),
        boolean("auto_rotation_enabled")
            .json("isAutoRotationEnabled")
            .computed()
            .doc("Whether Infisical rotates the connection's own credentials."),
        string("created_at")
            .computed()
            .doc("When the connection was made."),
        string("updated_at")
            .computed()
            .doc("When the connection was last changed."),
    ]
}

/// Data sources of the family.
pub fn data_sources() -> Vec<RestDataSource> {
    vec![all(), one()]
}

fn all() -> RestDataSource {
    let collection = "/api/v1/app-connections/{app}";
    let listing = |path: &str| get(path).envelope("appConnections").under("connections");
    RestDataSource::new("app_connections", "app connections", GROUP)
        .doc("Lists the connections of one app that the identity may read.")
        .fields([
            app(),
            string("project_id")
                .in_query("projectId")
                .unread()
                .doc("Only the connections of this project. Left out: those of the organization and of every project."),
            boolean("usable_only")
                .default(false)
                .local()
                .doc("Lists what the identity may connect to instead: the organization's connections and those of `project_id`. Such a listing tells only `id`, `name` and `project_id`."),
            objects(
                "connections",
                [
                    id(),
                    string("name").computed().doc("Name of the connection."),
                    string("project_id").computed().doc("ID of its project; unset for a connection of the organization."),
                ]
                .into_iter()
                .chain(facts()),
            )
            .computed()
            .doc("The connections, sorted by name."),
        ])
        .reads(listing(collection).when(Condition::Is("usable_only", "false")))
        .reads(listing(&format!("{collection}/available")).when(Condition::Is("usable_only", "true")))
}

fn one() -> RestDataSource {
    let find = |end: &str| {
        get(&format!("/api/v1/app-connections/{{app}}/{end}")).envelope("appConnection")
    };
    RestDataSource::new("app_connection", "app connection", GROUP)
        .doc("Finds one connection by its ID or name.")
        .fields([
            app(),
            string("id")
                .optional_computed()
                .not_sent()
                .uuid()
                .doc("ID of the connection. Give it or `name`."),
            string("name")
                .optional_computed()
                .not_sent()
                .not_empty()
                .doc("Name of the connection. Give it or `id`."),
            string("project_id")
                .optional_computed()
                .not_sent()
                .doc("Project in which to look for `name`. Left out: among the organization's connections."),
        ])
        .fields(facts())
        .rule(Rule::ExactlyOneOf(vec!["id".into(), "name".into()]))
        .reads(find("{id}").when(Condition::Set(vec!["id"])))
        .reads(
            find("connection-name/{name}?projectId={project_id}")
                .when(Condition::Set(vec!["name"])),
        )
}

/// Actions of the family.
pub fn actions() -> Vec<RestAction> {
    vec![
        RestAction::new(
            "app_connection_rotate_credentials",
            "app connection credential rotation",
            GROUP,
        )
        .doc("Rotates the credentials of a connection now, outside its schedule. Infisical queues the rotation and does it in the background; the connection must have one.")
        .fields([
            string("app")
                .required()
                .one_of(["azure-app-configuration", "azure-client-secrets", "azure-devops", "azure-key-vault"])
                .doc("App of the connection. Only the Azure apps rotate."),
            string("connection_id").required().uuid().doc("ID of the connection."),
        ])
        .does(post("/api/v1/app-connections/{app}/{connection_id}/rotate-credentials").no_fields()),
    ]
}
