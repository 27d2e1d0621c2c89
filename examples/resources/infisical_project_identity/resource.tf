data "infisical_identity_details" "current" {}

resource "infisical_identity" "worker" {
  name   = "ex-project-identity"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "no-access"
}

resource "infisical_project" "orders" {
  name = "Orders (identity)"
  slug = "ex-project-identity"
}

resource "infisical_project_role" "reader" {
  project_id = infisical_project.orders.id
  slug       = "reader"
  name       = "Reader"

  permissions_v2 = [
    { subject = "secrets", action = ["describeSecret", "readValue"] },
  ]
}

resource "infisical_project_identity" "example" {
  project_id  = infisical_project.orders.id
  identity_id = infisical_identity.worker.id

  roles = [
    { role_slug = infisical_project_role.reader.slug },
    { role_slug = "admin", is_temporary = true, temporary_range = "1d" },
  ]
}
