# Native integrations end on 2027-08-19: prefer infisical_secret_sync_databricks.
resource "infisical_project" "shop" {
  name = "Shop (databricks integration)"
  slug = "ex-integration-databricks"
}

resource "infisical_integration_databricks" "example" {
  project_id  = infisical_project.shop.id
  environment = "prod"
  secret_path = "/"

  databricks_host         = "https://example.cloud.databricks.com"
  databricks_secret_scope = "shop"
  databricks_token        = "fake-databricks-token"
}
