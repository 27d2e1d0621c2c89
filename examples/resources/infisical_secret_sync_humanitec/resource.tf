resource "infisical_project" "example" {
  name = "Shop (Humanitec)"
  slug = "ex-sync-humanitec"
}

resource "infisical_app_connection_humanitec" "example" {
  name = "ex-sync-humanitec"
  credentials = {
    api_token = "not-a-real-token"
  }
}

resource "infisical_secret_sync_humanitec" "example" {
  name          = "shared-values"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_humanitec.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "overwrite-destination"
  }

  destination_config = {
    scope = "environment"
    org   = "example"
    app   = "shop"
    env   = "production"
  }
}
