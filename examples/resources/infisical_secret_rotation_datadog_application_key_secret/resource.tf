resource "infisical_project" "example" {
  name = "Dashboards"
  slug = "ex-rot-datadog-application-key"
}

resource "infisical_app_connection_datadog" "example" {
  name   = "ex-rot-datadog-application-key"
  method = "api-key"

  credentials = {
    url             = "https://api.datadoghq.eu"
    api_key         = "fake-api-key"
    application_key = "fake-application-key"
  }
}

resource "infisical_secret_rotation_datadog_application_key_secret" "example" {
  name          = "dashboards"
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
    service_account_id = "3a4b5c6d-7e8f-4a9b-8c0d-1e2f3a4b5c6d"
  }

  secrets_mapping = {
    application_key_id = "DD_APP_KEY_ID"
    application_key    = "DD_APP_KEY"
  }
}
