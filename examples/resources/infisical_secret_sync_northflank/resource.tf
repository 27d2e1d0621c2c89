resource "infisical_project" "example" {
  name = "Shop (Northflank)"
  slug = "ex-sync-northflank"
}

resource "infisical_app_connection_northflank" "example" {
  name = "ex-sync-northflank"
  credentials = {
    api_token = "not-a-real-token"
  }
}

resource "infisical_secret_sync_northflank" "example" {
  name          = "secret-group"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_northflank.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "import-prioritize-source"
  }

  destination_config = {
    project_id        = "shop"
    project_name      = "Shop"
    secret_group_id   = "production"
    secret_group_name = "Production"
  }
}
