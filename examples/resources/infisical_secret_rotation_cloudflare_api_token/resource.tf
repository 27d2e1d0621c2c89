resource "infisical_project" "example" {
  name = "Website"
  slug = "ex-rot-cloudflare-api-token"
}

resource "infisical_app_connection_cloudflare" "example" {
  name   = "ex-rot-cloudflare-api-token"
  method = "api-token"

  credentials = {
    account_id = "023e105f4ecef8ad9ca31a8372d0c353"
    api_token  = "fake-api-token"
  }
}

resource "infisical_secret_rotation_cloudflare_api_token" "example" {
  name          = "dns-token"
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
    name = "dns-of-the-website"
    policies = [{
      effect               = "allow"
      scope                = "zones"
      zone_ids             = ["023e105f4ecef8ad9ca31a8372d0c353"]
      permission_group_ids = ["4755a26eedb94da69e1066d98aa820be"]
    }]
    allowed_ips = ["192.0.2.0/24"]
  }

  secrets_mapping = {
    token_id  = "CLOUDFLARE_TOKEN_ID"
    api_token = "CLOUDFLARE_API_TOKEN"
  }
}
