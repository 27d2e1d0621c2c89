resource "infisical_project" "example" {
  name = "Secret scanning (github)"
  slug = "ex-scan-github"
  type = "secret-scanning"
}

resource "infisical_app_connection_github_radar" "example" {
  name   = "ex-scan-github"
  method = "github-app"

  credentials = {
    code            = "fake-code"
    installation_id = "12345678"
  }
}

resource "infisical_secret_scanning_data_source_github" "example" {
  project_id        = infisical_project.example.id
  connection_id     = infisical_app_connection_github_radar.example.id
  name              = "shop-repositories"
  auto_scan_enabled = true

  config = {
    include_repos = ["acme/shop", "acme/checkout"]
  }
}
