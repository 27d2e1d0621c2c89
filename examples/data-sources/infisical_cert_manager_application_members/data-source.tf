data "infisical_cert_manager_application" "example" {
  name = "shop"
}

data "infisical_cert_manager_application_members" "example" {
  application_id = data.infisical_cert_manager_application.example.id
}

output "admins" {
  value = [for u in data.infisical_cert_manager_application_members.example.users : u.email if u.role == "admin"]
}
