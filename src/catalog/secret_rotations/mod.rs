//! Secret rotations: credentials that Infisical renews at a third party by schedule, kept in ordinary secrets.

mod actions;
#[cfg(all(test, feature = "simulator"))]
pub mod contract;
mod ephemeral;
mod password;

use crate::framework::plan::Plan;
use crate::framework::{Diagnostics, Path};
use crate::rest::prelude::*;

pub use actions::actions;
pub use ephemeral::ephemeral_resources;
pub use password::{allowed_symbols, password_requirements, requirements_fit};

/// One line per type; the API's name is the module's with hyphens.
macro_rules! types {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*

        /// Every rotation type.
        pub fn resources() -> Vec<RestResource> {
            vec![$($name::resource()),*]
        }

        /// The API's names of all types.
        fn kinds() -> Vec<String> {
            [$(stringify!($name)),*].iter().map(|name| name.replace('_', "-")).collect()
        }
    };
}

types! {
    auth0_client_secret,
    aws_iam_user_secret,
    azure_client_secret,
    cloudflare_api_token,
    cloudflare_r2_access_key,
    convex_access_key,
    databricks_service_principal_secret,
    datadog_api_key,
    datadog_application_key_secret,
    dbt_service_token,
    fireworks_api_key,
    gcp_service_account_key,
    hp_ilo_local_account,
    ldap_password,
    litellm_api_key,
    mongodb_credentials,
    mssql_credentials,
    mysql_credentials,
    okta_client_secret,
    open_router_api_key,
    openai_service_account,
    oracledb_credentials,
    postgres_credentials,
    redis_credentials,
    salesforce_oauth_credentials,
    snowflake_user_key_pair,
    stripe_api_key,
    supabase_api_key,
    unix_linux_local_account,
    windows_local_account,
}

/// Docs group of the family.
const GROUP: &str = "Secret Rotations";

/// A rotation of the API's type `kind` through `infisical_app_connection_<connection>`, with the parameters that say what is
/// rotated, and the generated values (attribute, what it is) that each go into a secret.
fn secret_rotation<const M: usize>(
    kind: &str,
    title: &str,
    connection: &str,
    parameters: impl IntoIterator<Item = Field>,
    mapping: [(&str, &str); M],
) -> RestResource {
    let base = format!("/api/v2/secret-rotations/{kind}");
    let item = format!("{base}/{{id}}");
    let by_name = format!(
        "{base}/rotation-name/{{name}}?projectId={{project_id}}&environment={{environment}}&secretPath={{secret_path}}"
    );
    let destroy = format!(
        "{item}?deleteSecrets={{delete_secrets}}&revokeGeneratedCredentials={{revoke_generated_credentials}}"
    );
    RestResource::new(
        &format!("secret_rotation_{}", kind.replace('-', "_")),
        &format!("{title} rotation"),
        GROUP,
    )
    .doc(&format!(
        "{title}, rotated by schedule: the current values are kept in secrets of a folder. Creating the rotation issues the first \
         credentials at once; the secrets belong to it and must not exist before. Needs a licence with secret rotation."
    ))
    .fields(base_fields(connection))
    .field(
        object("parameters", parameters)
            .required()
            .doc("What is rotated. Changes take effect at the next rotation."),
    )
    .field(
        object("secrets_mapping", mapping.map(|(name, what)| mapped(name, what)))
            .required()
            .doc("Names of the secrets that take the generated values. A new name renames the secret in place."),
    )
    .creates(post(&base).envelope("secretRotation"))
    .reads(get(&item).envelope("secretRotation"))
    .updates(patch(&item).envelope("secretRotation"))
    .deletes(delete(&destroy))
    .listed(&format!("{base}?projectId={{project_id}}"), "secretRotations")
    .import("{id:uuid}")
    .import_by(
        "{project_id},{environment},{secret_path},{name}",
        get(&by_name).envelope("secretRotation"),
    )
    .identity(&["id"])
    .expects("type", kind, "infisical_secret_rotation_")
    .warns_on_destroy(
        "Creating the rotation again, now or later, issues new credentials at the third party. Destroying it leaves its secrets in \
         the folder and its credentials valid, unless delete_secrets or revoke_generated_credentials are true in the state.",
    )
    .on_validate(check)
    .on_plan(plan)
}

/// Apps whose connections have no resource: the contract does not tell how they are made.
const WITHOUT_RESOURCE: [&str; 8] = [
    "convex",
    "dbt",
    "fireworks",
    "litellm",
    "openai",
    "salesforce",
    "snowflake",
    "stripe",
];

fn connection_doc(app: &str) -> String {
    if WITHOUT_RESOURCE.contains(&app) {
        format!(
            "ID of the app connection (app `{app}`) that reaches the third party. This provider has no resource for it: make it in Infisical, and copy its ID from there."
        )
    } else {
        format!("ID of the `infisical_app_connection_{app}` that reaches the third party.")
    }
}

/// What all types share.
fn base_fields(connection: &str) -> Vec<Field> {
    let at = [("hours", Value::int(0)), ("minutes", Value::int(0))];
    vec![
        id(),
        string("name")
            .required()
            .slug()
            .len(1..=64)
            .doc("Name, unique in its folder: lower-case letters, digits and single hyphens."),
        string("description")
            .len(0..=256)
            .trimmed()
            .doc("Free text, at most 256 characters."),
        string("project_id")
            .required()
            .replace()
            .doc("ID of the project that holds the secrets."),
        string("connection_id")
            .required()
            .replace()
            .uuid()
            .doc(&connection_doc(connection)),
        string("environment")
            .required()
            .replace()
            .slug()
            .len(1..=64)
            .read_as(["environment.slug"])
            .doc("Slug of the environment that holds the secrets."),
        string("secret_path")
            .required()
            .replace()
            .not_empty()
            .equality(Equality::TrailingSlash)
            .read_as(["folder.path"])
            .doc("Path of the folder that holds the secrets; it must exist. `/` is the root."),
        boolean("auto_rotation_enabled")
            .default(true)
            .json("isAutoRotationEnabled")
            .doc("Rotate by schedule (default). `false`: only on demand."),
        integer("rotation_interval")
            .default(Value::int(30))
            .at_least(1)
            .doc("Days between two rotations, 30 by default. Shortening it may rotate at once."),
        object(
            "rotate_at_utc",
            [
                integer("hours").default(Value::int(0)).range(0..=23).doc("Hour, 0 to 23."),
                integer("minutes").default(Value::int(0)).range(0..=59).doc("Minute, 0 to 59."),
            ],
        )
        .default(Value::object(at.clone()))
        .absent_means(Value::object(at))
        .doc("Time of day of rotations, in UTC. Midnight by default."),
        boolean("delete_secrets").local().doc(
            "On destroy, delete the mapped secrets too. By default they stay as ordinary secrets. Takes effect once applied.",
        ),
        boolean("revoke_generated_credentials").local().doc(
            "On destroy, revoke the credentials at the third party; destroy fails when that fails. By default they stay valid. Takes effect once applied.",
        ),
        string("next_rotation_at")
            .computed()
            .volatile()
            .doc("Time of the next scheduled rotation; null when `auto_rotation_enabled` is false."),
        string("last_rotated_at")
            .computed()
            .volatile()
            .doc("Time of the last successful rotation."),
        string("rotation_status")
            .computed()
            .volatile()
            .doc("Outcome of the last rotation: `success` or `failed`."),
        string("last_rotation_message")
            .computed()
            .volatile()
            .doc("What went wrong in the last rotation."),
        integer("active_index")
            .computed()
            .volatile()
            .doc("Which of the generated credentials is the active one, from 0."),
    ]
}

/// A member of `secrets_mapping`.
fn mapped(name: &str, what: &str) -> Field {
    string(name)
        .required()
        .trimmed()
        .pattern("^[^:/]+$", "a secret name without colon and slash")
        .doc(&format!("Name of the secret that takes the {what}."))
}

/// Text that the server trims and that must not be empty.
fn text(name: &str) -> Field {
    string(name).not_empty().trimmed()
}

/// Texts that the server trims one by one.
fn texts(name: &str) -> Field {
    strings(name).pattern(
        r"^\S(.*\S)?$",
        "text that does not begin or end with white space",
    )
}

/// Cloudflare: from where a token may be used.
fn allowed_ips() -> Field {
    texts("allowed_ips")
        .format(Format::Cidr)
        .unordered()
        .doc("IP addresses or CIDR blocks that may use it. All by default.")
}

/// Cloudflare: from where a token may not be used.
fn disallowed_ips() -> Field {
    texts("disallowed_ips")
        .format(Format::Cidr)
        .unordered()
        .doc("IP addresses or CIDR blocks that may not use it.")
}

/// Rotations that alternate between two existing users and put both parts into secrets.
const USER_AND_PASSWORD: [(&str, &str); 2] =
    [("username", "active user's name"), ("password", "password")];

/// The two users that a rotation alternates between.
fn user_pair() -> [Field; 2] {
    [("username1", "First"), ("username2", "Second")].map(|(name, which)| {
        text(name).required().doc(&format!(
            "{which} of the two existing users whose passwords are rotated in turn."
        ))
    })
}

/// A rotation of two users of an SQL database.
fn sql_rotation(kind: &str, title: &str, connection: &str) -> RestResource {
    let [first, second] = user_pair();
    let statement = text("rotation_statement")
        .pattern(r"\{\{\s*username\s*\}\}", "text with {{username}}")
        .pattern(r"\{\{\s*password\s*\}\}", "text with {{password}}")
        .doc("SQL that sets a new password, with `{{username}}` and `{{password}}` (and `{{database}}`) in it. Infisical's own for the database by default.");
    secret_rotation(
        kind,
        title,
        connection,
        [first, second, statement, requirements()],
        USER_AND_PASSWORD,
    )
    .field(no_temporary_parameters())
}

/// `temporary_parameters` of official types that have none: an empty object, taken and ignored as the official provider does.
fn no_temporary_parameters() -> Field {
    object("temporary_parameters", [])
        .local()
        .doc("Without effect: this type has no temporary parameters. Accepted for configurations of the official provider.")
}

/// `password_requirements` as rotations take them.
fn requirements() -> Field {
    password_requirements(1..=250, 0, symbols())
}

/// At least one symbol.
fn symbols() -> Field {
    allowed_symbols().pattern(
        r#"[!@#$%^&*()_+\-=\[\]{};':"\\|,.<>/?~]"#,
        "text with at least one symbol",
    )
}

/// A rotation of one account's own password, done by that account or by the connection's user.
fn account_rotation(
    kind: &str,
    title: &str,
    connection: &str,
    parameters: impl IntoIterator<Item = Field>,
    password: Field,
) -> RestResource {
    secret_rotation(kind, title, connection, parameters, USER_AND_PASSWORD)
        .field(temporary_parameters(password))
}

/// Who logs in to change an account's password.
const LOGINS: [&str; 2] = ["login-as-root", "login-as-target"];

/// Name of a Unix account.
fn account() -> Field {
    text("username")
        .required()
        .replace()
        .pattern(
            "^[a-zA-Z0-9_-]+$",
            "letters, digits, hyphens and underscores",
        )
        .doc("Name of the account. Fixed: a change replaces the rotation.")
}

/// Who changes the password.
fn method(values: [&str; 2]) -> Field {
    let [connection, target] = values;
    string("rotation_method").one_of(values).replace().doc(&format!(
        "Who changes the password: `{connection}` (what leaving it out means), the user of the connection, or `{target}`, the account itself, whose present password `temporary_parameters` must tell. Fixed: a change replaces the rotation."
    ))
}

/// The account's present password.
fn present_password() -> Field {
    string("password")
        .secret()
        .not_empty()
        .doc("Present password of the account, used once for the first rotation.")
}

/// What only the first rotation needs.
fn temporary_parameters(password: Field) -> Field {
    object("temporary_parameters", [password])
        .not_in_update()
        .unread()
        .doc("What only the creation needs. Never stored by Infisical, ignored afterwards.")
}

/// Checks that need more than one value.
fn check(config: &Value, diagnostics: &mut Diagnostics) {
    requirements_fit(config.get("parameters"), "parameters", true, diagnostics);
    let mapping = config.get("secrets_mapping").members();
    let mut seen: Vec<&str> = Vec::new();
    for (member, name) in mapping.into_iter().flatten() {
        let Some(name) = name.as_str().map(str::trim) else {
            continue;
        };
        if seen.contains(&name) {
            diagnostics.error_at(
                Path::dotted("secrets_mapping").attribute(member),
                "Secret named twice",
                format!("Two values cannot go into the same secret {name}."),
            );
        }
        seen.push(name);
    }
}

/// What must be said before anything is planned.
fn plan(plan: &mut Plan) {
    let method = plan.planned.at("parameters.rotation_method").as_str();
    let itself = method.is_some_and(|m| m == "target-principal" || m == "login-as-target");
    let password = plan.config.get("temporary_parameters");
    if plan.is_create()
        && itself
        && password.get("password").is_null()
        && password.get("password_wo").is_null()
    {
        plan.diagnostics.error_at(
            Path::dotted("temporary_parameters"),
            "Present password missing",
            "The account changes its own password, so its present one is needed for the first rotation: set temporary_parameters.password or, kept out of the state, temporary_parameters.password_wo.",
        );
    }
    let stay = plan.prior.get("delete_secrets").as_bool() != Some(true);
    if !plan.replace.is_empty() && stay && same_secrets(&plan.prior, &plan.planned) {
        plan.diagnostics.error_at(
            plan.replace[0].clone(),
            "Replacement would fail",
            "This change replaces the rotation. Destroying the old one leaves its secrets in the folder, so that the new one cannot create them there. Either apply delete_secrets = true first, or give the new one other names in secrets_mapping.",
        );
    }
}

/// Whether a replacement would create a secret that its predecessor leaves behind.
fn same_secrets(prior: &Value, planned: &Value) -> bool {
    let folder = ["project_id", "environment", "secret_path"];
    let names = |of: &Value| -> Vec<Value> {
        of.get("secrets_mapping")
            .members()
            .into_iter()
            .flat_map(|m| m.values().cloned())
            .collect()
    };
    let (before, after) = (names(prior), names(planned));
    folder
        .iter()
        .all(|part| prior.get(part) == planned.get(part))
        && after.iter().any(|name| before.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(prior: Value, config: Value, replace: bool) -> Vec<String> {
        let replace = if replace {
            vec![Path::dotted("connection_id")]
        } else {
            Vec::new()
        };
        let mut it = Plan {
            prior,
            planned: config.clone(),
            config,
            replace,
            ..Plan::default()
        };
        plan(&mut it);
        it.diagnostics.0.into_iter().map(|d| d.summary).collect()
    }

    fn account(method: &str, password: Value) -> Value {
        Value::object([
            (
                "parameters",
                Value::object([("rotation_method", Value::string(method))]),
            ),
            (
                "temporary_parameters",
                Value::object([("password_wo", password)]),
            ),
            (
                "secrets_mapping",
                Value::object([("username", Value::string("USER"))]),
            ),
        ])
    }

    #[test]
    fn an_account_that_logs_in_itself_needs_its_password_once() {
        let missing = ["Present password missing"];
        assert_eq!(
            planned(Value::Null, account("login-as-target", Value::Null), false),
            missing
        );
        assert_eq!(
            planned(Value::Null, account("target-principal", Value::Null), false),
            missing
        );
        assert!(
            planned(
                Value::Null,
                account("login-as-target", Value::Unknown),
                false
            )
            .is_empty()
        );
        assert!(planned(Value::Null, account("login-as-root", Value::Null), false).is_empty());
        let existing = account("login-as-target", Value::Null);
        assert!(planned(existing.clone(), existing, false).is_empty());
    }

    #[test]
    fn a_replacement_does_not_run_into_what_its_predecessor_leaves() {
        let there = account("login-as-root", Value::Null);
        assert_eq!(
            planned(there.clone(), there.clone(), true),
            ["Replacement would fail"]
        );
        assert!(planned(there.clone(), there.clone(), false).is_empty());
        let mut cleaning = there.clone();
        cleaning.set("delete_secrets", Value::Bool(true));
        assert!(planned(cleaning, there.clone(), true).is_empty());
        let mut renamed = there.clone();
        renamed.set(
            "secrets_mapping",
            Value::object([("username", Value::string("OTHER"))]),
        );
        assert!(planned(there.clone(), renamed, true).is_empty());
        let mut elsewhere = there.clone();
        elsewhere.set("secret_path", Value::string("/other"));
        assert!(planned(there, elsewhere, true).is_empty());
    }

    #[test]
    #[cfg(feature = "simulator")]
    fn every_type_is_declared_as_the_contract_says() {
        let contract = contract::Contract::new(include_str!(
            "../../simulator/contract/secret-rotations.yaml"
        ));
        let resources = resources();
        let ours: Vec<&str> = resources
            .iter()
            .map(|r| r.create[0].path.as_str())
            .collect();
        let mut theirs = contract.collections("/api/v2/secret-rotations/");
        theirs.sort();
        assert_eq!(ours, theirs);
        for resource in &resources {
            let faults = contract::differences(
                &contract,
                &resource.fields,
                contract.body(&resource.create[0].path),
                &resource.type_name,
            );
            let none: Vec<String> = Vec::new();
            assert_eq!(faults, none);
        }
    }
}
