resource "infisical_project" "example" {
  name = "Shop (Databricks)"
  slug = "ex-sync-databricks"
}

resource "infisical_app_connection_databricks" "example" {
  name   = "ex-sync-databricks"
  method = "service-principal"
  credentials = {
    client_id     = "example-client"
    client_secret = "not-a-real-secret"
    workspace_url = "https://dbc-1234abcd-5678.cloud.databricks.com"
  }
}

resource "infisical_secret_sync_databricks" "example" {
  name          = "notebook-secrets"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_databricks.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "overwrite-destination"
  }

  destination_config = {
    scope = "shop"
  }
}
