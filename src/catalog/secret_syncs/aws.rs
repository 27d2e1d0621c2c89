//! What the two AWS destinations share: regions, tags, the key that encrypts.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::shared::*;
use crate::framework::Diagnostics;
use crate::framework::path::Path;

const REGIONS: [&str; 29] = [
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "af-south-1",
    "ap-east-1",
    "ap-south-1",
    "ap-south-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ca-central-1",
    "eu-central-1",
    "eu-central-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eu-south-1",
    "eu-south-2",
    "eu-north-1",
    "me-south-1",
    "me-central-1",
    "sa-east-1",
];

/// The AWS region of the destination, which holds `what`.
pub(crate) fn region(what: &str) -> Field {
    string("aws_region")
        .json("region")
        .required()
        .one_of(REGIONS)
        .doc(&format!(
            "AWS region that holds the {what}, e.g. `eu-central-1`."
        ))
}

/// Members of `sync_options`: encryption key and tags.
pub(super) fn options() -> [Field; 3] {
    [
        string("aws_kms_key_id").json("keyId").len(0..=256)
            .pattern("^[a-zA-Z0-9:/_-]*$", "may hold letters, digits, `:`, `/`, `_` and `-` only")
            .doc("ID, alias or ARN of the AWS KMS key that encrypts the secrets in AWS. Default: the AWS managed key."),
        boolean("sync_secret_metadata_as_tags").default(false).absent_means(false)
            .doc("Write each secret's metadata as tags of its AWS counterpart. Default `false`."),
        object_set("tags", [
            string("key").required().len(1..=128).pattern(r"^[a-zA-Z0-9\s._:/=+@-]+$", "may hold letters, digits, spaces and `._:/=+@-` only")
                .doc("Key of the tag, unique among the tags."),
            string("value").required().len(0..=256).pattern(r"^[a-zA-Z0-9\s._:/=+@-]*$", "may hold letters, digits, spaces and `._:/=+@-` only")
                .doc("Value of the tag."),
        ]).size(0..=50).doc("Tags for everything that the sync writes to AWS."),
    ]
}

/// Checks and clean-up of those options.
pub(super) fn special(resource: RestResource) -> RestResource {
    resource
        .on_validate(distinct_tag_keys)
        .on_send(drop_empty_key)
}

fn distinct_tag_keys(config: &Value, diagnostics: &mut Diagnostics) {
    let mut seen = BTreeSet::new();
    for tag in config.at("sync_options.tags").items().unwrap_or(&[]) {
        if let Some(key) = tag.get("key").as_str()
            && !seen.insert(key.to_owned())
        {
            diagnostics.error_at(
                Path::dotted("sync_options.tags"),
                "Tag given twice",
                format!(
                    "There are two tags with the key {key:?}: AWS holds one value for each key."
                ),
            );
        }
    }
}

/// Empty text has always been a way of saying «no key»; the API refuses it.
fn drop_empty_key(_: Verb, body: &mut Json, _: &Value) {
    if let Some(Json::Object(options)) = body.get_mut("syncOptions")
        && options.get("keyId") == Some(&Json::from(""))
    {
        options.remove("keyId");
    }
}
