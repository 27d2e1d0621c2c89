resource "infisical_cert_manager_application" "shop" {
  name = "ex-data-cm-profiles"
}

data "infisical_cert_manager_application_profiles" "example" {
  application_id = infisical_cert_manager_application.shop.id
}

output "profiles_with_acme" {
  value = [for p in data.infisical_cert_manager_application_profiles.example.profiles : p.profile_slug if p.acme_config_id != null]
}
