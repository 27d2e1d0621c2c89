resource "infisical_project" "example" {
  name = "Secret scanning (bitbucket)"
  slug = "ex-scan-bitbucket"
  type = "secret-scanning"
}

resource "infisical_app_connection_bitbucket" "example" {
  name   = "ex-scan-bitbucket"
  method = "api-token"

  credentials = {
    email     = "bot@example.com"
    api_token = "fake-api-token"
  }
}

resource "infisical_secret_scanning_data_source_bitbucket" "example" {
  project_id        = infisical_project.example.id
  connection_id     = infisical_app_connection_bitbucket.example.id
  name              = "shop-workspace"
  auto_scan_enabled = true

  config = {
    workspace_slug = "acme"
    include_repos  = ["acme/shop"]
  }
}
