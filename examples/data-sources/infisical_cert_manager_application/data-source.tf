resource "infisical_cert_manager_application" "shop" {
  name = "ex-data-cm-application"
}

data "infisical_cert_manager_application" "example" {
  name = infisical_cert_manager_application.shop.name
}

output "application_id" {
  value = data.infisical_cert_manager_application.example.id
}
