resource "infisical_project" "orders" {
  name = "Orders (data identity)"
  slug = "ex-data-project-identity"
}

data "infisical_identity_details" "current" {}

resource "infisical_identity" "worker" {
  name   = "ex-data-project-identity"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "no-access"
}

resource "infisical_project_identity" "worker" {
  project_id  = infisical_project.orders.id
  identity_id = infisical_identity.worker.id
  roles       = [{ role_slug = "viewer" }]
}

data "infisical_project_identity" "example" {
  project_id  = infisical_project.orders.id
  identity_id = infisical_project_identity.worker.identity_id
}

output "roles" {
  value = data.infisical_project_identity.example.roles[*].role_slug
}
