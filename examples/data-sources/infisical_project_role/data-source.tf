resource "infisical_project" "orders" {
  name = "Orders (data role)"
  slug = "ex-data-project-role"
}

data "infisical_project_role" "example" {
  project_id = infisical_project.orders.id
  slug       = "viewer"
}

output "id" {
  value = data.infisical_project_role.example.id
}
