resource "infisical_project" "example" {
  name = "Shop (DigitalOcean App Platform)"
  slug = "ex-sync-do-apps"
}

resource "infisical_app_connection_digital_ocean" "example" {
  name = "ex-sync-do-apps"
  credentials = {
    api_token = "not-a-real-token"
  }
}

resource "infisical_secret_sync_digital_ocean_app_platform" "example" {
  name          = "app-variables"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_digital_ocean.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "overwrite-destination"
  }

  destination_config = {
    app_id   = "4f6c71e2-1e90-4762-9fee-6cc4a0a9f2cf"
    app_name = "shop"
  }
}
