resource "infisical_project" "example" {
  name = "Shop (Windmill)"
  slug = "ex-sync-windmill"
}

resource "infisical_app_connection_windmill" "example" {
  name = "ex-sync-windmill"
  credentials = {
    access_token = "not-a-real-token"
  }
}

resource "infisical_secret_sync_windmill" "example" {
  name          = "workspace-variables"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_windmill.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "import-prioritize-source"
  }

  destination_config = {
    workspace = "example"
    path      = "f/shop/"
  }
}
