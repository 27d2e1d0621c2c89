//! AWS Secrets Manager: one AWS secret for each secret, or all of them in one.

use super::{aws, shared::*};

pub(super) fn sync() -> SecretSync {
    secret_sync("aws-secrets-manager", "AWS Secrets Manager")
        .through("aws")
        .doc("Each secret becomes an AWS secret, or all of them become one AWS secret that holds a JSON object.")
        .imports_secrets()
        .options(aws::options())
        .destination([
            aws::region("secrets"),
            string("mapping_behavior").default("many-to-one").one_of(["many-to-one", "one-to-one"])
                .doc("`many-to-one` (default): all secrets in the AWS secret `aws_secrets_manager_secret_name`. `one-to-one`: an AWS secret for each."),
            string("aws_secrets_manager_secret_name").json("secretName").len(0..=256)
                .pattern("^[a-zA-Z0-9/_+=.@-]*$", "may hold letters, digits and `/_+=.@-` only")
                .required_when("mapping_behavior", ["many-to-one"])
                .doc("Name of the AWS secret that holds all of them, with `many-to-one`."),
        ])
        .patches_options_with_destination()
        .special(|resource| aws::special(resource).rule(Rule::ValueWhen {
            attribute: "sync_options.sync_secret_metadata_as_tags".into(),
            allowed: vec!["false".into()],
            discriminator: "destination_config.mapping_behavior".into(),
            values: vec!["many-to-one".into()],
        }))
}
