resource "infisical_project" "example" {
  name = "Exports"
  slug = "ex-rot-gcp-service-account-key"
}

resource "infisical_app_connection_gcp" "example" {
  name   = "ex-rot-gcp-service-account-key"
  method = "service-account-impersonation"

  credentials = {
    service_account_email = "infisical-5f0c2a5e-1c7b@example-services.iam.gserviceaccount.com"
  }
}

resource "infisical_secret_rotation_gcp_service_account_key" "example" {
  name          = "exports"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_gcp.example.id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    service_account_email = "exports@example-project.iam.gserviceaccount.com"
  }

  secrets_mapping = {
    service_account_key = "GOOGLE_CREDENTIALS"
  }
}
