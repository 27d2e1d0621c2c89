resource "infisical_project" "example" {
  name = "Shop (Bitbucket)"
  slug = "ex-sync-bitbucket"
}

resource "infisical_app_connection_bitbucket" "example" {
  name   = "ex-sync-bitbucket"
  method = "api-token"
  credentials = {
    email     = "ci@example.com"
    api_token = "not-a-real-token"
  }
}

# Variables of one deployment environment of the repository.
resource "infisical_secret_sync_bitbucket" "example" {
  name          = "deploy-variables"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_bitbucket.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "overwrite-destination"
  }

  destination_config = {
    workspace_slug  = "example"
    repository_slug = "shop"
    environment_id  = "{7c2d9c1e-3f4a-4b5c-8d6e-9f0a1b2c3d4e}"
  }
}
