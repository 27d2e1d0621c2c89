resource "infisical_project" "example" {
  name = "Customer portal"
  slug = "ex-rot-auth0-client-secret"
}

resource "infisical_app_connection_auth0" "example" {
  name = "ex-rot-auth0-client-secret"

  credentials = {
    domain        = "example.eu.auth0.com"
    client_id     = "fakeAuth0ClientId"
    client_secret = "fake-client-secret"
    audience      = "https://example.eu.auth0.com/api/v2/"
  }
}

resource "infisical_secret_rotation_auth0_client_secret" "example" {
  name          = "portal"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_auth0.example.id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    client_id = "aXb3cD4eF5gH6iJ7kL8mN9oP0qR1sT2u"
  }

  secrets_mapping = {
    client_id     = "AUTH0_CLIENT_ID"
    client_secret = "AUTH0_CLIENT_SECRET"
  }
}
