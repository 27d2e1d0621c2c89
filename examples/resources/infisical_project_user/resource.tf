resource "infisical_project" "orders" {
  name = "Orders (user)"
  slug = "ex-project-user"
}

resource "infisical_project_user" "example" {
  project_id = infisical_project.orders.id
  username   = "ann@example.com"

  roles = [
    { role_slug = "member" },
  ]
}
