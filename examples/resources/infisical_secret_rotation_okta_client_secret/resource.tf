resource "infisical_project" "example" {
  name = "Staff portal"
  slug = "ex-rot-okta-client-secret"
}

resource "infisical_app_connection_okta" "example" {
  name = "ex-rot-okta-client-secret"

  credentials = {
    instance_url = "https://example.okta.com"
    api_token    = "00fake-fake-fake-fake-fake-fake-fake-fakes"
  }
}

resource "infisical_secret_rotation_okta_client_secret" "example" {
  name          = "staff-portal"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_okta.example.id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    client_id = "0oa1b2c3d4e5f6g7h8i9"
  }

  secrets_mapping = {
    client_id     = "OKTA_CLIENT_ID"
    client_secret = "OKTA_CLIENT_SECRET"
  }
}
