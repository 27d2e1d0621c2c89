resource "infisical_project" "example" {
  name = "Language models"
  slug = "ex-rot-open-router-api-key"
}

resource "infisical_app_connection_openrouter" "example" {
  name = "ex-rot-open-router-api-key"

  credentials = {
    api_key = "fake-api-key"
  }
}

resource "infisical_secret_rotation_open_router_api_key" "example" {
  name          = "language-models"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_openrouter.example.id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    name        = "summaries"
    limit       = 25
    limit_reset = "monthly"
  }

  secrets_mapping = {
    api_key = "OPENROUTER_API_KEY"
  }
}
