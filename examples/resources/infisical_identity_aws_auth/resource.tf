data "infisical_identity_details" "current" {}

resource "infisical_identity" "app" {
  name   = "ex-aws-auth"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "no-access"
}

resource "infisical_identity_aws_auth" "example" {
  identity_id = infisical_identity.app.id

  allowed_account_ids = ["123456789012"]
  allowed_principal_arns = [
    "arn:aws:iam::123456789012:role/orders-*",
    "arn:aws:sts::123456789012:assumed-role/deployer/*",
  ]
}
