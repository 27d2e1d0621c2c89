//! AWS Secrets Manager: an AWS secret for each certificate, with a JSON object of its parts.

use super::shared::*;
use crate::catalog::secret_syncs::aws::region;

pub(super) fn sync() -> CertificateSync {
    certificate_sync("aws-secrets-manager", "AWS Secrets Manager")
        .through("aws")
        .longest::<512>()
        .doc("Each certificate becomes an AWS secret that holds a JSON object.")
        .options([
            switch("preserve_secret_on_renewal", true, "Write a renewed certificate into the AWS secret of the old one, so that its name and ARN stay."),
            switch("update_existing_certificates", true, "Write over an AWS secret that exists under the name."),
            field_mappings(),
        ])
        .destination([
            region("secrets"),
            string("aws_kms_key_id").json("keyId").trimmed()
                .doc("ID, alias or ARN of the AWS KMS key that encrypts the secrets in AWS. Default: the AWS managed key."),
        ])
}
