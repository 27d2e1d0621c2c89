//! AWS Certificate Manager: certificates for load balancers, CloudFront and the like.

use super::shared::*;
use crate::catalog::secret_syncs::aws::region;

pub(super) fn sync() -> CertificateSync {
    certificate_sync("aws-certificate-manager", "AWS Certificate Manager")
        .through("aws")
        .longest::<256>()
        .doc("The name schema becomes the `Name` tag.")
        .options([switch(
            "preserve_arn",
            true,
            "Import a renewed certificate over the old one, so that its ARN stays and what uses it needs no change.",
        )])
        .destination([region("certificates")])
}
