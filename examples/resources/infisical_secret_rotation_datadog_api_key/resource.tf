resource "infisical_project" "example" {
  name = "Monitoring"
  slug = "ex-rot-datadog-api-key"
}

resource "infisical_app_connection_datadog" "example" {
  name   = "ex-rot-datadog-api-key"
  method = "api-key"

  credentials = {
    url             = "https://api.datadoghq.eu"
    api_key         = "fake-api-key"
    application_key = "fake-application-key"
  }
}

resource "infisical_secret_rotation_datadog_api_key" "example" {
  name          = "agents"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_datadog.example.id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    name = "agents"
  }

  secrets_mapping = {
    api_key_id = "DD_API_KEY_ID"
    api_key    = "DD_API_KEY"
  }
}
