//! AWS KMS as the keeper of the keys that protect Infisical projects.

use super::GROUP;
use crate::rest::prelude::*;

const STORES: &str = "/api/v1/external-kms/aws";

pub(super) fn resource() -> RestResource {
    let of = |name: &str, method: &str| {
        string(name)
            .sensitive()
            .not_empty()
            .required_when(".configuration.type", [method])
            .ignored_otherwise()
    };
    let configuration = object("configuration", [
        string("aws_region").required().not_empty().doc("AWS region of the key, e.g. `eu-central-1`."),
        string("aws_kms_key_id").json("kmsKeyId").optional_computed().absent_means(Value::Null)
            .doc("ID, alias or ARN of the AWS KMS key. Left out, Infisical makes one in the AWS account."),
        string("type").json("credential.type").required().one_of(["access-key", "assume-role"])
            .doc("How Infisical signs in to AWS: `access-key` or `assume-role`."),
        object("credential", [
            of("access_key_id", "access-key").json("accessKey").doc("Access key ID, with `access-key`."),
            string("secret_access_key").json("secretKey").secret().not_empty().required_when(".configuration.type", ["access-key"]).ignored_otherwise()
                .doc("Secret access key, with `access-key`."),
            of("role_arn", "assume-role").json("assumeRoleArn").doc("ARN of the role that Infisical assumes, with `assume-role`."),
            string("role_external_id").json("externalId").sensitive().not_empty().only_when(".configuration.type", ["assume-role"]).ignored_otherwise()
                .doc("External ID that the role's trust policy demands, with `assume-role`."),
        ])
        .json("credential.data").required().doc("What Infisical signs in to AWS with."),
    ])
    .required()
    .read_as(["externalKms.configuration"])
    .doc("The AWS KMS key and the way to it. Infisical tries it whenever it changes.");
    RestResource::new("external_kms_aws", "AWS external KMS", GROUP)
        .doc("Lets keys of AWS KMS protect the secrets of Infisical projects. Belongs to the organization; needs an enterprise plan. It cannot be destroyed while a project uses it.")
        .fields([
            id(),
            string("name").required().slug().doc("Name: lower-case letters, digits and hyphens."),
            string("description").trimmed().clear_with("").doc("What it is for."),
            configuration,
            string("credentials_hash").computed().volatile().read_as(["externalKms.credentialsHash"]).absent_means(Value::Null)
                .doc("Fingerprint of the stored credentials."),
        ])
        .collection(STORES, &format!("{STORES}/{{id}}"), "")
        .listed("/api/v1/external-kms", "externalKmsList")
        .list_is_partial()
        .expects("externalKms.provider", "aws", "infisical_external_kms_")
        .import("{id:uuid}")
        .import_by("{name}", get("/api/v1/external-kms").envelope("externalKmsList").pick("name", "name"))
        .identity(&["id"])
        .blames("configuration")
}
