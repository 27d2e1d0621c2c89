resource "infisical_cert_manager_application" "shop" {
  name = "ex-data-cm-applications"
}

data "infisical_cert_manager_applications" "example" {
  search     = "ex-data-cm"
  depends_on = [infisical_cert_manager_application.shop]
}

output "applications_without_profiles" {
  value = [for a in data.infisical_cert_manager_applications.example.applications : a.name if a.profile_count == 0]
}
