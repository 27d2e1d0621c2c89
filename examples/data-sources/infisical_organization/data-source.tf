data "infisical_identity_details" "current" {}

data "infisical_organization" "example" {
  slug = data.infisical_identity_details.current.organization.slug
}

output "id" {
  value = data.infisical_organization.example.id
}
