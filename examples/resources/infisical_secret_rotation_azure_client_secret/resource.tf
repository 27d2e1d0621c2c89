resource "infisical_project" "example" {
  name = "Reporting"
  slug = "ex-rot-azure-client-secret"
}

resource "infisical_app_connection_azure_client_secrets" "example" {
  name   = "ex-rot-azure-client-secret"
  method = "client-secret"

  credentials = {
    tenant_id     = "8d4a7b1c-2f3e-4a5b-9c6d-7e8f90a1b2c3"
    client_id     = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"
    client_secret = "fake-client-secret"
  }
}

resource "infisical_secret_rotation_azure_client_secret" "example" {
  name          = "reporting"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_azure_client_secrets.example.id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    object_id = "6f2c9b1e-3a4d-4c5e-8f70-1a2b3c4d5e6f"
    client_id = "c1d2e3f4-a5b6-4c7d-8e9f-0a1b2c3d4e5f"
    app_name  = "reporting"
  }

  secrets_mapping = {
    client_id     = "AZURE_CLIENT_ID"
    client_secret = "AZURE_CLIENT_SECRET"
  }
}
