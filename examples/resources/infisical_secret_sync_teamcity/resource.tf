resource "infisical_project" "example" {
  name = "Shop (TeamCity)"
  slug = "ex-sync-teamcity"
}

resource "infisical_app_connection_teamcity" "example" {
  name = "ex-sync-teamcity"
  credentials = {
    instance_url = "https://teamcity.example.com"
    access_token = "not-a-real-token"
  }
}

resource "infisical_secret_sync_teamcity" "example" {
  name          = "build-parameters"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_teamcity.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "import-prioritize-source"
  }

  destination_config = {
    project      = "Shop"
    build_config = "Shop_Deploy"
  }
}
