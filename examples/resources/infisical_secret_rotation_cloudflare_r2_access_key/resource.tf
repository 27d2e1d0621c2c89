resource "infisical_project" "example" {
  name = "Media"
  slug = "ex-rot-cloudflare-r2-access-key"
}

resource "infisical_app_connection_cloudflare" "example" {
  name   = "ex-rot-cloudflare-r2-access-key"
  method = "api-token"

  credentials = {
    account_id = "023e105f4ecef8ad9ca31a8372d0c353"
    api_token  = "fake-api-token"
  }
}

resource "infisical_secret_rotation_cloudflare_r2_access_key" "example" {
  name          = "media-bucket"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_cloudflare.example.id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    name         = "media-uploads"
    access_level = "object-read-write"
    buckets = [{
      name = "media"
      }, {
      name         = "media-eu"
      jurisdiction = "eu"
    }]
  }

  secrets_mapping = {
    api_token         = "R2_API_TOKEN"
    access_key_id     = "R2_ACCESS_KEY_ID"
    secret_access_key = "R2_SECRET_ACCESS_KEY"
  }
}
