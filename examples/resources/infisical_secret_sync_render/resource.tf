resource "infisical_project" "example" {
  name = "Shop (Render)"
  slug = "ex-sync-render"
}

resource "infisical_app_connection_render" "example" {
  name   = "ex-sync-render"
  method = "api-key"
  credentials = {
    api_key = "not-a-real-key"
  }
}

# Environment variables of one service, which restarts to see them.
resource "infisical_secret_sync_render" "example" {
  name          = "service-variables"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_render.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior  = "import-prioritize-source"
    auto_redeploy_services = true
  }

  destination_config = {
    scope      = "service"
    service_id = "srv-cabc123def456ghi789j"
    type       = "env"
  }
}

# Secret files of an environment group.
resource "infisical_secret_sync_render" "group" {
  name          = "group-files"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_render.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "overwrite-destination"
  }

  destination_config = {
    scope                = "environment-group"
    environment_group_id = "evg-cabc123def456ghi789j"
    type                 = "file"
  }
}
