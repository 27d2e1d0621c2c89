# Infisical encrypts projects with this key of AWS KMS instead of its own.
resource "infisical_external_kms_aws" "example" {
  name        = "ex-external-kms-aws"
  description = "Key of the platform account"

  configuration = {
    type           = "assume-role"
    aws_region     = "eu-central-1"
    aws_kms_key_id = "1f2e3d4c-5b6a-4978-8695-a4b3c2d1e0f9"
    credential = {
      role_arn         = "arn:aws:iam::123456789012:role/infisical-kms"
      role_external_id = "fake-external-id"
    }
  }
}
