resource "infisical_project" "example" {
  name = "Data lake"
  slug = "ex-rot-databricks-principal"
}

resource "infisical_app_connection_databricks" "example" {
  name   = "ex-rot-databricks-principal"
  method = "service-principal"

  credentials = {
    client_id     = "fake-client-id"
    client_secret = "fake-client-secret"
    workspace_url = "https://dbc-1234abcd-5678.cloud.databricks.com"
  }
}

resource "infisical_secret_rotation_databricks_service_principal_secret" "example" {
  name          = "lake-jobs"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_databricks.example.id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    service_principal_id   = "1234567890123456"
    service_principal_name = "lake-jobs"
    client_id              = "0b9d3c2a-7e6f-4d5c-8b1a-2c3d4e5f6a7b"
  }

  secrets_mapping = {
    client_id     = "DATABRICKS_CLIENT_ID"
    client_secret = "DATABRICKS_CLIENT_SECRET"
  }
}
