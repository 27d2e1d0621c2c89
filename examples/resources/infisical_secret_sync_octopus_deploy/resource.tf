resource "infisical_project" "example" {
  name = "Shop (Octopus Deploy)"
  slug = "ex-sync-octopus-deploy"
}

resource "infisical_app_connection_octopus_deploy" "example" {
  name = "ex-sync-octopus-deploy"
  credentials = {
    instance_url = "https://example.octopus.app"
    api_key      = "not-a-real-key"
  }
}

# Sensitive variables for production deployments only.
resource "infisical_secret_sync_octopus_deploy" "example" {
  name          = "project-variables"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_octopus_deploy.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "overwrite-destination"
  }

  destination_config = {
    space_id     = "Spaces-1"
    space_name   = "Default"
    project_id   = "Projects-21"
    project_name = "Shop"
    scope_values = {
      environments = ["Environments-3"]
      roles        = ["web"]
    }
  }
}
