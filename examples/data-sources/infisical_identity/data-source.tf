data "infisical_identity_details" "current" {}

resource "infisical_identity" "known" {
  name   = "ex-data-identity"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "member"
}

data "infisical_identity" "example" {
  id = infisical_identity.known.id
}

output "auth_modes" {
  value = data.infisical_identity.example.auth_modes
}
