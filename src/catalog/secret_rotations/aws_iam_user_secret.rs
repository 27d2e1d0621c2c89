//! AWS: the access key of an IAM user.

use super::*;

/// The regions that Infisical knows.
const REGIONS: &str = "
    us-east-1 us-east-2 us-west-1 us-west-2 us-gov-east-1 us-gov-west-1 ca-central-1 sa-east-1 af-south-1
    eu-central-1 eu-central-2 eu-west-1 eu-west-2 eu-west-3 eu-south-1 eu-south-2 eu-north-1 me-south-1 me-central-1
    ap-east-1 ap-south-1 ap-south-2 ap-northeast-1 ap-northeast-2 ap-northeast-3
    ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4";

/// The declaration.
pub fn resource() -> RestResource {
    secret_rotation(
        "aws-iam-user-secret",
        "AWS IAM user access key",
        "aws",
        [
            text("user_name").required().doc("Name of the IAM user whose access key is rotated."),
            string("region").one_of(REGIONS.split_whitespace()).doc("AWS region that is asked."),
        ],
        [("access_key_id", "access key ID"), ("secret_access_key", "secret access key")],
    )
    .field(no_temporary_parameters())
}
