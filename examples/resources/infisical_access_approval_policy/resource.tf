resource "infisical_project" "shop" {
  name = "Shop (access policy)"
  slug = "ex-access-policy"
}

resource "infisical_access_approval_policy" "example" {
  project_id        = infisical_project.shop.id
  name              = "Production"
  environment_slugs = ["prod"]
  secret_path       = "/"

  approvers          = [{ type = "user", username = "admin@example.com" }]
  required_approvals = 1
  enforcement_level  = "soft"

  max_time_period         = "8h"
  request_expiration_time = "2d"
}
