data "infisical_cert_manager_application" "example" {
  name = "shop"
}

data "infisical_cert_manager_application_profiles" "example" {
  application_id = data.infisical_cert_manager_application.example.id
}

output "profiles" {
  value = data.infisical_cert_manager_application_profiles.example.profiles[*].profile_slug
}
