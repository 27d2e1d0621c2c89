data "infisical_identity_details" "current" {}

resource "infisical_identity" "app" {
  name   = "ex-alicloud-auth"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "no-access"
}

resource "infisical_identity_alicloud_auth" "example" {
  identity_id = infisical_identity.app.id

  allowed_arns = [
    "acs:ram::1234567890123456:role/orders",
    "acs:ram::1234567890123456:user/deployer",
  ]
}
