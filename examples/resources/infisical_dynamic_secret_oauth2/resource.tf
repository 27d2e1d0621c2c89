resource "infisical_project" "example" {
  name = "Partner"
  slug = "ex-dyn-oauth2"
}

resource "infisical_dynamic_secret_oauth2" "example" {
  name             = "partner-tokens"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "1h"

  configuration = {
    token_url      = "https://id.example.com/oauth/token"
    revocation_url = "https://id.example.com/oauth/revoke"
    client_id      = "shop"
    client_auth = {
      method        = "client_secret_basic"
      client_secret = "fake-client-secret"
    }
    scope = "orders:read orders:write"
    extra_params = [
      { key = "audience", value = "https://api.example.com" },
    ]
  }
}
