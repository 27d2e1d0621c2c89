resource "infisical_project" "example" {
  name = "Shop (sync import)"
  slug = "ex-sync-import"
}

resource "infisical_app_connection_heroku" "example" {
  name   = "ex-sync-import"
  method = "auth-token"
  credentials = {
    auth_token = "not-a-real-token"
  }
}

resource "infisical_secret_sync_heroku" "example" {
  name              = "config-vars"
  project_id        = infisical_project.example.id
  connection_id     = infisical_app_connection_heroku.example.id
  environment       = "prod"
  secret_path       = "/"
  auto_sync_enabled = false

  sync_options = {
    initial_sync_behavior = "overwrite-destination"
  }

  destination_config = {
    app      = "f3b1c2d4-5e6f-4a7b-8c9d-0e1f2a3b4c5d"
    app_name = "example-shop"
  }
}

# terraform apply -invoke=action.infisical_secret_sync_import.example takes over what is in Heroku.
action "infisical_secret_sync_import" "example" {
  config {
    sync_id         = infisical_secret_sync_heroku.example.id
    destination     = "heroku"
    import_behavior = "prioritize-source"
  }
}
