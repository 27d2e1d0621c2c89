resource "infisical_project" "example" {
  name = "Shop (Heroku)"
  slug = "ex-sync-heroku"
}

resource "infisical_app_connection_heroku" "example" {
  name   = "ex-sync-heroku"
  method = "auth-token"
  credentials = {
    auth_token = "not-a-real-token"
  }
}

resource "infisical_secret_sync_heroku" "example" {
  name          = "config-vars"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_heroku.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "import-prioritize-source"
  }

  destination_config = {
    app      = "f3b1c2d4-5e6f-4a7b-8c9d-0e1f2a3b4c5d"
    app_name = "example-shop"
  }
}
