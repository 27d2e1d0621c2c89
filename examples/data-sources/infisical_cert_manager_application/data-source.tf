data "infisical_cert_manager_application" "example" {
  name = "shop"
}

output "application_id" {
  value = data.infisical_cert_manager_application.example.id
}
