resource "infisical_cert_manager_application" "shop" {
  name = "ex-data-cm-members"
}

data "infisical_cert_manager_application_members" "example" {
  application_id = infisical_cert_manager_application.shop.id
}

output "admins" {
  value = [for u in data.infisical_cert_manager_application_members.example.users : u.email if u.role == "admin"]
}
