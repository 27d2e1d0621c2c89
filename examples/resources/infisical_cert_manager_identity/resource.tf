data "infisical_identity_details" "current" {}

resource "infisical_identity" "example" {
  name   = "ex-cm-identity"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "no-access"
}

resource "infisical_cert_manager_identity" "example" {
  identity_id = infisical_identity.example.id
  role        = "member"
}
