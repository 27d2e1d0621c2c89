resource "infisical_project" "example" {
  name = "Secret scanning (scan now)"
  slug = "ex-scan-now"
  type = "secret-scanning"
}

resource "infisical_app_connection_gitlab" "example" {
  name   = "ex-scan-now"
  method = "access-token"

  credentials = {
    access_token      = "fake-access-token"
    access_token_type = "personal"
  }
}

resource "infisical_secret_scanning_data_source_gitlab" "example" {
  project_id        = infisical_project.example.id
  connection_id     = infisical_app_connection_gitlab.example.id
  name              = "shop-group"
  auto_scan_enabled = true

  config = {
    scope            = "group"
    group_id         = 815
    group_name       = "acme"
    include_projects = ["acme/shop"]
  }
}

# Run it with: terraform apply -invoke=action.infisical_secret_scanning_scan.example
action "infisical_secret_scanning_scan" "example" {
  config {
    data_source_id   = infisical_secret_scanning_data_source_gitlab.example.id
    data_source_type = "gitlab"
  }
}
