data "infisical_identity_details" "example" {}

output "organization_id" {
  value = data.infisical_identity_details.example.organization.id
}
