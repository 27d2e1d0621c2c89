resource "infisical_project" "example" {
  name = "Network"
  slug = "ex-dyn-tailscale"
}

resource "infisical_dynamic_secret_tailscale" "example" {
  name             = "ci-nodes"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "30m"

  configuration = {
    auth = {
      method  = "api_key"
      api_key = "fake-api-access-token"
    }
    auth_type     = "auth_keys"
    tags          = ["tag:ci"]
    reusable      = false
    preauthorized = true
  }
}
