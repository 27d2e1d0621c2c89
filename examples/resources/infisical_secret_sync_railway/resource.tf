resource "infisical_project" "example" {
  name = "Shop (Railway)"
  slug = "ex-sync-railway"
}

resource "infisical_app_connection_railway" "example" {
  name   = "ex-sync-railway"
  method = "team-token"
  credentials = {
    api_token = "not-a-real-token"
  }
}

# Variables of one service.
resource "infisical_secret_sync_railway" "example" {
  name          = "service-variables"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_railway.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "import-prioritize-source"
  }

  destination_config = {
    project_id       = "0f1e2d3c-4b5a-4968-8778-695a4b3c2d1e"
    project_name     = "shop"
    environment_id   = "9a8b7c6d-5e4f-4a3b-8c1d-0e9f8a7b6c5d"
    environment_name = "production"
    service_id       = "1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f"
    service_name     = "backend"
  }
}
