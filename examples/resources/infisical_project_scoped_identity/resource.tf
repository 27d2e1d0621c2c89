resource "infisical_project" "orders" {
  name = "Orders (scoped identity)"
  slug = "ex-scoped-identity"
}

resource "infisical_project_scoped_identity" "example" {
  project_id = infisical_project.orders.id
  name       = "ex-project-scoped-identity"

  roles = [
    { role_slug = "viewer" },
    { role_slug = "admin", is_temporary = true, temporary_range = "4h", temporary_access_start_time = "2030-01-01T08:00:00Z" },
  ]

  metadata = [
    { key = "team", value = "orders" },
  ]
}
