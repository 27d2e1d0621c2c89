data "infisical_cert_manager_applications" "example" {
  search = "shop"
}

output "applications_without_profiles" {
  value = [for a in data.infisical_cert_manager_applications.example.applications : a.name if a.profile_count == 0]
}
