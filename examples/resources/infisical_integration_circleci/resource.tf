# Native integrations end on 2027-08-19: prefer infisical_secret_sync_circleci.
resource "infisical_project" "shop" {
  name = "Shop (circleci integration)"
  slug = "ex-integration-circleci"
}

resource "infisical_integration_circleci" "example" {
  project_id  = infisical_project.shop.id
  environment = "prod"
  secret_path = "/"

  circleci_org_slug   = "gh/example"
  circleci_project_id = "8f0f7f5c-2c0a-4e0a-9d44-1f6c52b5b0f1"
  circleci_token      = "fake-circleci-token"
}
