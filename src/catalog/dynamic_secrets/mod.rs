//! Dynamic secrets: credentials that Infisical makes on demand, for each lease anew, at a provider such as a database.

mod inputs;
mod lease;

use std::time::Duration;

use crate::catalog::secret_rotations::{allowed_symbols, password_requirements, requirements_fit};
use crate::framework::validate::formats;
use crate::framework::{Diagnostics, Path};
use crate::rest::prelude::*;

use inputs::*;

pub use lease::ephemeral_resources;

/// One line per provider.
macro_rules! providers {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*

        /// Every provider.
        pub fn resources() -> Vec<RestResource> {
            vec![$($name::resource()),*]
        }
    };
}

providers! {
    aws_elasticache,
    aws_iam,
    aws_memorydb,
    azure_entra_id,
    azure_sql_database,
    cassandra,
    clickhouse,
    couchbase,
    elastic_search,
    gcp_iam,
    github,
    ibm_api_connect,
    kubernetes,
    ldap,
    milvus,
    mongo_atlas,
    mongo_db,
    oauth2,
    rabbit_mq,
    redis,
    sap_ase,
    sap_hana,
    snowflake,
    sql_database,
    ssh,
    tailscale,
    totp,
    vertica,
}

/// Docs group of the family.
const GROUP: &str = "Dynamic Secrets";

/// How long a destroy waits for open leases to be revoked, unless `timeouts` says otherwise.
const REVOCATION: Duration = Duration::from_secs(600);

/// A dynamic secret of the API's provider type, with its inputs. The resource is named after the type.
fn dynamic_secret(
    provider: &str,
    title: &str,
    inputs: impl IntoIterator<Item = Field>,
) -> RestResource {
    named_dynamic_secret(&provider.replace('-', "_"), provider, title, inputs)
}

/// As `dynamic_secret`, where the official provider has another name for the type.
fn named_dynamic_secret(
    name: &str,
    provider: &str,
    title: &str,
    inputs: impl IntoIterator<Item = Field>,
) -> RestResource {
    let item = "/api/v1/dynamic-secrets/{name}";
    let query = "projectSlug={project_slug}&environmentSlug={environment_slug}&path={path}";
    let placed = |call: Call| {
        call.fills("projectSlug", "{project_slug}")
            .fills("environmentSlug", "{environment_slug}")
            .fills("path", "{path}")
    };
    let mut configuration = object("configuration", inputs);
    let both = ["gateway_id", "gateway_pool_id"].map(str::to_owned);
    if configuration.children.iter().any(|f| f.name() == both[1]) {
        configuration = configuration.rule(Rule::Conflicts(both.into()));
    }
    RestResource::new(
        &format!("dynamic_secret_{name}"),
        &format!("{title} dynamic secret"),
        GROUP,
    )
    .doc(&format!(
        "{title} credentials on demand: each lease gets its own, and they are revoked at its end. Creating and changing it tries the \
         connection. Open leases with the ephemeral resource `infisical_dynamic_secret_lease`. Needs a licence with dynamic secrets."
    ))
    .fields(base_fields())
    .field(constant("provider.type", provider).not_in_update())
    .field(
        configuration
            .required()
            .create_as("provider.inputs")
            .update_as("data.inputs")
            .read_as(["inputs"])
            .merge()
            .doc("How the provider is reached and what it makes."),
    )
    .creates(post("/api/v1/dynamic-secrets").envelope("dynamicSecret"))
    .reads(get(&format!("{item}?{query}")).envelope("dynamicSecret"))
    .updates(placed(patch(item).envelope("dynamicSecret")))
    .deletes(placed(delete(item).envelope("dynamicSecret")).fills("isForced", "{force}"))
    .delete_waits(REVOCATION)
    .delete_refused_when("status", "Failed to delete", "statusDetails")
    .gone_when(400, "not found")
    .listed(&format!("/api/v1/dynamic-secrets?{query}"), "dynamicSecrets")
    .list_is_partial()
    .import("{project_slug},{environment_slug},{path},{name}")
    .identity(&["project_slug", "environment_slug", "path", "id"])
    .identity_found_by(
        get(&format!("/api/v1/dynamic-secrets?{query}"))
            .envelope("dynamicSecrets")
            .pick("id", "id"),
    )
    .expects("type", provider, "infisical_dynamic_secret_")
    .blames("configuration")
    .on_validate(check)
}

/// What all providers share.
fn base_fields() -> Vec<Field> {
    vec![
        id(),
        string("name")
            .required()
            .slug()
            .len(1..=64)
            .update_as("data.newName")
            .doc("Name, unique in its folder: lower-case letters, digits and single hyphens. Changed in place."),
        string("project_slug")
            .required()
            .replace()
            .not_empty()
            .unread()
            .doc("Slug of the project that holds it."),
        string("environment_slug")
            .required()
            .replace()
            .not_empty()
            .unread()
            .doc("Slug of the environment that holds it."),
        string("path")
            .required()
            .replace()
            .equality(Equality::TrailingSlash)
            .unread()
            .doc("Path of the folder that holds it; it must exist. `/` is the root."),
        ttl("default_ttl", "defaultTTL")
            .required()
            .doc("How long a lease lives unless it asks otherwise, such as `1h`: one minute to ten years."),
        ttl("max_ttl", "maxTTL").doc("How long a lease may live at most, renewals included, such as `24h`. No limit by default."),
        string("username_template")
            .trimmed()
            .len(0..=255)
            .pattern(
                r#"^[a-zA-Z0-9_\-{}\[\].' |()"]*$"#,
                r#"letters, digits, blanks and _-{}[].'|()""#,
            )
            .update_as("data.usernameTemplate")
            .doc("How names of generated users are made, such as `app-{{randomUsername}}`; also `{{unixTimestamp}}`, `{{identity.name}}`, `{{dynamicSecret.name}}`. Random names by default."),
        object_set(
            "metadata",
            [
                text("key").required().not_empty().doc("Name of the entry, unique within the metadata."),
                text("value").required().doc("Text kept under this name; it is not secret."),
            ],
        )
        .update_as("data.metadata")
        .clear_with(json!([]))
        .doc("Key and value pairs that describe it."),
        boolean("force").local().doc(
            "On destroy, remove it at once even with open leases, whose credentials then stay valid at the provider. By default they are revoked first. Takes effect once applied.",
        ),
        timeouts(&["delete"]),
    ]
}

/// A time to live.
fn ttl(name: &str, json: &str) -> Field {
    string(name)
        .format(Format::Duration)
        .pattern(
            r"^\s*\d+(\.\d+)?\s*[a-zA-Z]+\s*$",
            "one number with a unit, such as `30m`, `1h` or `7d`",
        )
        .equality(Equality::Duration)
        .create_as(json)
        .update_as(&format!("data.{json}"))
        .read_as([json])
}

const NANOSECOND: u128 = 1_000_000_000;

/// Checks that need more than one value.
fn check(config: &Value, diagnostics: &mut Diagnostics) {
    let of = |name: &str| config.get(name).as_str().and_then(formats::duration);
    for name in ["default_ttl", "max_ttl"] {
        if of(name).is_some_and(|t| !(60 * NANOSECOND..=10 * 31_557_600 * NANOSECOND).contains(&t))
        {
            diagnostics.error_at(
                Path::dotted(name),
                "Time to live out of range",
                "Infisical takes one minute to ten years.",
            );
        }
    }
    if let (Some(usual), Some(most)) = (of("default_ttl"), of("max_ttl"))
        && usual > most
    {
        diagnostics.warning_at(
                Path::dotted("default_ttl"),
                "Leases would be refused",
                "default_ttl is longer than max_ttl: a lease that does not ask for a shorter time is refused.",
            );
    }
    requirements_fit(
        config.get("configuration"),
        "configuration",
        false,
        diagnostics,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(usual: &str, most: Value) -> Vec<String> {
        let config = Value::object([("default_ttl", Value::string(usual)), ("max_ttl", most)]);
        let mut diagnostics = Diagnostics::new();
        check(&config, &mut diagnostics);
        diagnostics.0.into_iter().map(|d| d.summary).collect()
    }

    #[test]
    fn times_to_live_have_bounds() {
        assert!(faults("1m", Value::Null).is_empty());
        assert!(faults("10y", Value::Unknown).is_empty());
        assert_eq!(faults("59s", Value::Null), ["Time to live out of range"]);
        assert_eq!(
            faults("1h", Value::string("11y")),
            ["Time to live out of range"]
        );
        assert_eq!(
            faults("2h", Value::string("90m")),
            ["Leases would be refused"]
        );
    }

    #[test]
    #[cfg(feature = "simulator")]
    fn every_provider_is_declared_as_the_contract_says() {
        use crate::catalog::secret_rotations::contract::{Contract, differences};
        let contract = Contract::new(include_str!(
            "../../simulator/contract/dynamic-secrets.yaml"
        ));
        let variants = contract.schema("Provider")["oneOf"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        assert_eq!(resources().len(), variants.len());
        for resource in resources() {
            let of = |name: &str| resource.fields.iter().find(|f| f.name() == name);
            let kind = of("provider.type")
                .and_then(|f| f.constant.clone())
                .unwrap_or_default();
            let variant = variants
                .iter()
                .find(|v| v["properties"]["type"]["const"] == kind);
            let inputs = &variant.expect("a provider of the contract")["properties"]["inputs"];
            let fields = &of("configuration").expect("inputs").children;
            let none: Vec<String> = Vec::new();
            assert_eq!(
                differences(&contract, fields, inputs, &resource.type_name),
                none
            );
        }
    }
}
