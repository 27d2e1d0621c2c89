resource "infisical_project" "shop" {
  name = "Shop (secret policy)"
  slug = "ex-secret-policy"
}

resource "infisical_group" "automation" {
  name = "Automation (policy)"
  slug = "ex-policy-automation"
  role = "member"
}

resource "infisical_secret_approval_policy" "example" {
  project_id        = infisical_project.shop.id
  name              = "Production"
  environment_slugs = ["prod"]
  secret_path       = "/"

  approvers          = [{ type = "user", username = "admin@example.com" }]
  required_approvals = 1
  enforcement_level  = "soft"

  # The identity of Terraform itself is held back too, where it writes such secrets: exempt it through a group.
  bypassers = [{ type = "group", id = infisical_group.automation.id }]
}
