resource "infisical_project" "example" {
  name = "Shop (Fly.io)"
  slug = "ex-sync-flyio"
}

resource "infisical_app_connection_flyio" "example" {
  name   = "ex-sync-flyio"
  method = "access-token"
  credentials = {
    access_token = "FlyV1 not-a-real-token"
  }
}

resource "infisical_secret_sync_flyio" "example" {
  name          = "app-secrets"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_flyio.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "overwrite-destination"
    auto_redeploy         = true
  }

  destination_config = {
    app_id   = "z4k5j6h7g8f9d0s1"
    app_name = "shop"
  }
}
