resource "infisical_project" "orders" {
  name = "Orders (group)"
  slug = "ex-project-group"
}

resource "infisical_group" "developers" {
  name = "Developers"
  slug = "ex-developers"
  role = "member"
}

resource "infisical_project_group" "example" {
  project_id = infisical_project.orders.id
  group_id   = infisical_group.developers.id

  roles = [
    { role_slug = "member" },
    { role_slug = "admin", is_temporary = true, temporary_range = "8h", temporary_access_start_time = "2030-01-01T08:00:00Z" },
  ]
}
