resource "infisical_project" "example" {
  name = "Shop (CircleCI)"
  slug = "ex-sync-circleci"
}

resource "infisical_app_connection_circleci" "example" {
  name   = "ex-sync-circleci"
  method = "api-token"
  credentials = {
    api_token = "not-a-real-token"
  }
}

resource "infisical_secret_sync_circleci" "example" {
  name          = "project-variables"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_circleci.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "overwrite-destination"
  }

  destination_config = {
    org_name     = "example"
    project_name = "shop"
    project_id   = "a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d"
  }
}
