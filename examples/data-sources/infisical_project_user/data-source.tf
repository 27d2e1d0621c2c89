resource "infisical_project" "orders" {
  name = "Orders (data user)"
  slug = "ex-data-project-user"
}

resource "infisical_project_user" "carol" {
  project_id = infisical_project.orders.id
  username   = "carol@example.com"
  roles      = [{ role_slug = "viewer" }]
}

data "infisical_project_user" "example" {
  project_id = infisical_project.orders.id
  user_id    = infisical_project_user.carol.user_id
}

output "roles" {
  value = data.infisical_project_user.example.roles[*].role_slug
}
