data "infisical_identity_details" "current" {}

resource "infisical_identity" "auditor" {
  name   = "ex-privilege"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "no-access"
}

resource "infisical_project" "orders" {
  name = "Orders (privilege)"
  slug = "ex-privilege"
}

resource "infisical_project_identity" "auditor" {
  project_id  = infisical_project.orders.id
  identity_id = infisical_identity.auditor.id
  roles       = [{ role_slug = "no-access" }]
}

resource "infisical_project_identity_specific_privilege" "example" {
  project_slug = infisical_project.orders.slug
  identity_id  = infisical_project_identity.auditor.identity_id
  slug         = "read-staging"

  is_temporary                = true
  temporary_range             = "30d"
  temporary_access_start_time = "2030-01-01T00:00:00Z"

  permissions_v2 = [
    {
      subject = "secrets"
      action  = ["describeSecret", "readValue"]
      conditions = jsonencode({
        environment = { "$eq" = "staging" }
        secretPath  = { "$glob" = "/orders/**" }
      })
    },
  ]
}
