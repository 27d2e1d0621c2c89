data "infisical_identity_details" "current" {}

# All identities that could do anything in the organization.
data "infisical_identities" "example" {
  org_id = data.infisical_identity_details.current.organization.id
  role   = "admin"
}

output "admins" {
  value = data.infisical_identities.example.identities[*].name
}
