//! What the SQL databases share: the login, TLS, gateways, and passwords that Infisical takes over.

use super::builder::{AppConnection, app_connection};
use crate::framework::path::Path;
use crate::framework::plan::Plan;
use crate::rest::prelude::*;

/// An SQL database with its usual port and whether TLS is on by default.
pub fn sql_connection(app: &str, title: &str, port: i64, ssl: bool) -> AppConnection {
    app_connection(app, title)
        .method(
            "username-and-password",
            [
                string("host").required().not_empty().doc("Host name or address of the server."),
                integer("port")
                    .default(Value::int(port))
                    .doc(&format!("Port of the server. Default: `{port}`.")),
                string("database").required().not_empty().doc("Database to connect to."),
                string("username").required().not_empty().doc("User that Infisical signs in as."),
                string("password").required().secret().not_empty().doc("Password of the login."),
            ]
            .into_iter()
            .chain(tls("ssl", ssl)),
        )
        .gateway()
        .fields([boolean("platform_managed_credentials")
            .json("isPlatformManagedCredentials")
            .optional_computed()
            .with_group("credentials")
            .doc(
                "`true` lets Infisical take the login over: it sets a random password at the database at once, and the given one \
                 stops working. It cannot be undone, and the credentials cannot be changed afterwards.",
            )])
        .credentials_with("credentials")
        .on_plan(keep_managed_login)
        .on_send(send_no_managed_login)
}

/// The TLS members, named `<prefix>_enabled` and so on.
pub fn tls(prefix: &str, enabled: bool) -> [Field; 3] {
    [
        boolean(&format!("{prefix}_enabled"))
            .default(enabled)
            .doc(&format!("Whether to use TLS. Default: `{enabled}`.")),
        boolean(&format!("{prefix}_reject_unauthorized"))
            .default(true)
            .doc("Whether to refuse a server whose certificate does not verify. Default: `true`."),
        certificate(prefix),
    ]
}

/// `<prefix>_certificate`.
pub fn certificate(prefix: &str) -> Field {
    string(&format!("{prefix}_certificate"))
        .trimmed()
        .doc("Certificate of the authority (PEM) that signed the server's certificate, where no public one did.")
}

/// Infisical owns the password of a managed login: what it would refuse at apply is told at plan time. A password that an
/// imported state lacks is taken from the configuration as it is.
fn keep_managed_login(plan: &mut Plan) {
    let was = plan.prior.get("platform_managed_credentials").as_bool() == Some(true);
    if !was || !plan.is_update() || !plan.replace.is_empty() {
        return;
    }
    let (before, after) = (
        plan.prior.get("credentials"),
        plan.planned.get("credentials"),
    );
    let changes = after.members().into_iter().flatten().any(|(name, after)| {
        let before = before.get(name);
        let unknown_to_api = name.starts_with("password");
        before != after && !(unknown_to_api && (before.is_null() || after.is_null()))
    });
    if plan.planned.get("platform_managed_credentials").as_bool() == Some(false) {
        plan.diagnostics.error_at(
            Path::dotted("platform_managed_credentials"),
            "Infisical does not give a managed login back",
            "The password of this login is Infisical's own since it was taken over. To manage the login yourself, set a new \
             password at the database and replace the connection (terraform apply -replace=...).",
        );
    } else if changes {
        plan.diagnostics.error_at(
            Path::dotted("credentials"),
            "The credentials of a managed login cannot be changed",
            "Infisical took this login over and refuses other credentials. To use other ones, replace the connection \
             (terraform apply -replace=...).",
        );
    }
    // Nothing of the credentials is sent, so that their fingerprint stays: `send_no_managed_login` goes by that.
    let hash = plan.prior.get("credentials_hash").clone();
    plan.planned.set("credentials_hash", hash);
}

/// Leaves the credentials of a login that is managed already out of an update: Infisical refuses them.
fn send_no_managed_login(verb: Verb, body: &mut serde_json::Value, planned: &Value) {
    let stays_managed = planned.get("platform_managed_credentials").as_bool() == Some(true)
        && !planned.get("credentials_hash").is_unknown();
    if let (Verb::Patch, true, Some(body)) = (verb, stays_managed, body.as_object_mut()) {
        body.remove("credentials");
        body.remove("isPlatformManagedCredentials");
    }
}
