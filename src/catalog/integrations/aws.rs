//! The two integrations with AWS.

use serde_json::Value as Json;

use super::{Integration, affix, integration, options};
use crate::framework::Path;
use crate::framework::plan::Plan;
use crate::rest::prelude::*;

fn key(name: &str, json: &str) -> Field {
    // The API keeps what is left out, and forgets the keys when a role comes.
    string(name)
        .not_empty()
        .secret()
        .json(json)
        .with_group("keys")
        .clear_omits()
}

fn login() -> Vec<Field> {
    vec![
        key("access_key_id", "accessId")
            .doc("ID of the access key of an IAM user. Give an access key or a role."),
        key("secret_access_key", "accessToken").doc("The secret of that access key."),
        string("assume_role_arn")
            .pattern(
                "^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$",
                "the ARN of an IAM role",
            )
            .json("awsAssumeIamRoleArn")
            .unread()
            .clear_omits()
            .doc("ARN of the role that Infisical assumes, in the place of an access key."),
    ]
}

fn with_aws(it: Integration) -> RestResource {
    let (id, secret) = (
        "access_key_id|access_key_id_wo",
        "secret_access_key|secret_access_key_wo",
    );
    integration(it)
        .rule(Rule::ExactlyOneOf(vec![
            secret.into(),
            "assume_role_arn".into(),
        ]))
        .rule(Rule::Requires(secret.into(), id.into()))
        .on_send(on_send)
}

fn on_send(_: Verb, body: &mut Json, planned: &Value) {
    let Some(members) = body.as_object_mut() else {
        return;
    };
    // The ID of a key means nothing beside a role.
    if !planned.get("assume_role_arn").is_null() {
        members.shift_remove("accessId");
    }
    // The official provider's empty text for «not set».
    if let Some(metadata) = members.get_mut("metadata").and_then(Json::as_object_mut)
        && metadata.get("metadataSyncMode") == Some(&json!(""))
    {
        metadata.shift_remove("metadataSyncMode");
    }
}

fn region() -> Field {
    string("aws_region")
        .required()
        .not_empty()
        .json("region")
        .doc("AWS region, such as `eu-central-1`.")
}

fn tags() -> Field {
    object_set(
        "aws_tags",
        [
            string("key").unset_sends("").doc("Key of the tag."),
            string("value").unset_sends("").doc("Text of the tag."),
        ],
    )
    .json("secretAWSTag")
    .unset_sends(json!([]))
    .doc("Tags that the integration gives what it makes in AWS.")
}

pub(super) fn parameter_store() -> RestResource {
    with_aws(Integration {
        name: "aws_parameter_store",
        title: "AWS Parameter Store integration",
        slug: "aws-parameter-store",
        successor: "aws_parameter_store",
        connection: "aws",
        login: login(),
        fields: vec![
            region(),
            string("parameter_store_path")
                .required()
                .not_empty()
                .json("path")
                .doc("Path below which the parameters are put, such as `/app/`."),
            options(
                [
                    boolean("should_disable_delete")
                        .default(false)
                        .absent_means(false)
                        .doc("Leave parameters alone whose secrets are gone. Default: false."),
                    tags(),
                ],
                [
                    ("should_disable_delete", Value::from(false)),
                    ("aws_tags", Value::Null),
                ],
            ),
        ],
    })
}

pub(super) fn secrets_manager() -> RestResource {
    with_aws(Integration {
        name: "aws_secrets_manager",
        title: "AWS Secrets Manager integration",
        slug: "aws-secret-manager",
        successor: "aws_secrets_manager",
        connection: "aws",
        login: login(),
        fields: vec![
            region(),
            options(
                [
                    affix("secret_prefix", "Text before the names of the secrets in AWS."),
                    tags(),
                    string("metadata_sync_mode").one_of(["custom", "secret-metadata"])
                        .doc("Where tags come from: `aws_tags` (`custom`), or the metadata of each secret (`secret-metadata`, only with `one-to-one`). The API cannot unset it: removing it replaces the integration."),
                ],
                [("secret_prefix", Value::from("")), ("aws_tags", Value::Null), ("metadata_sync_mode", Value::from(""))],
            ),
            // After the options: it goes into the same object.
            string("mapping_behavior").default("many-to-one").one_of(["many-to-one", "one-to-one"]).json("metadata.mappingBehavior")
                .doc("`many-to-one`: all secrets in one of AWS (`secrets_manager_path`); `one-to-one`: each in its own. Default: `many-to-one`."),
            string("secrets_manager_path").not_empty().json("app").required_when("mapping_behavior", ["many-to-one"]).clear_with("")
                .doc("Name of the one secret in AWS."),
        ],
    })
    .rule(Rule::ValueWhen {
        attribute: "mapping_behavior".into(),
        allowed: vec!["one-to-one".into()],
        discriminator: "options.metadata_sync_mode".into(),
        values: vec!["secret-metadata".into()],
    })
    .on_plan(replace_to_unset)
}

/// The API merges options and takes no empty mode.
fn replace_to_unset(plan: &mut Plan) {
    const MODE: &str = "options.metadata_sync_mode";
    let was_set = plan
        .prior
        .at(MODE)
        .as_str()
        .is_some_and(|mode| !mode.is_empty());
    if was_set && !plan.is_destroy() && plan.planned.at(MODE).is_empty() {
        plan.replace.push(Path::dotted(MODE));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mode_that_goes_replaces() {
        let with = |mode: Value| {
            let options = Value::object([("metadata_sync_mode", mode)]);
            Value::object([("options", options)])
        };
        for (before, after, replaces) in [
            (Value::from("custom"), Value::from(""), true),
            (Value::from("custom"), Value::Null, true),
            (Value::from("custom"), Value::from("secret-metadata"), false),
            (Value::from(""), Value::Null, false),
        ] {
            let mut plan = Plan {
                prior: with(before),
                planned: with(after),
                ..Plan::default()
            };
            replace_to_unset(&mut plan);
            assert_eq!(!plan.replace.is_empty(), replaces);
        }
    }

    #[test]
    fn bodies_carry_one_login_and_no_empty_mode() {
        let mut body = json!({"accessId": "a", "awsAssumeIamRoleArn": "arn", "metadata": {"metadataSyncMode": "", "secretPrefix": ""}});
        let planned = Value::object([("assume_role_arn", Value::from("arn"))]);
        on_send(Verb::Post, &mut body, &planned);
        assert_eq!(
            body,
            json!({"awsAssumeIamRoleArn": "arn", "metadata": {"secretPrefix": ""}})
        );
    }
}
