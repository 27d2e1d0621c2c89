data "infisical_identity_details" "current" {}

resource "infisical_identity" "example" {
  name   = "ex-identity"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "member"

  metadata = [
    { key = "team", value = "orders" },
    { key = "environment", value = "production" },
  ]
}
