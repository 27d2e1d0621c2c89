# Native integrations end on 2027-08-19: prefer infisical_secret_sync_gcp_secret_manager.
resource "infisical_project" "shop" {
  name = "Shop (gcp secret manager integration)"
  slug = "ex-integration-gcp-sm"
}

resource "infisical_integration_gcp_secret_manager" "example" {
  project_id  = infisical_project.shop.id
  environment = "prod"
  secret_path = "/"

  gcp_project_id       = "example-shop"
  service_account_json = jsonencode({ type = "service_account", project_id = "example-shop", private_key = "fake" })

  options = {
    secret_prefix = "shop-"
  }
}
