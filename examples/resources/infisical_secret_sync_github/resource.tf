resource "infisical_project" "example" {
  name = "Shop (GitHub)"
  slug = "ex-sync-github"
}

resource "infisical_app_connection_github" "example" {
  name   = "ex-sync-github"
  method = "pat"
  credentials = {
    personal_access_token = "not-a-real-token"
  }
}

# Actions secrets of one repository.
resource "infisical_secret_sync_github" "example" {
  name          = "shop-repository"
  description   = "Keeps GitHub up to date"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_github.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "overwrite-destination"
  }

  destination_config = {
    scope            = "repository"
    repository_owner = "example-org"
    repository_name  = "shop"
  }
}

# Secrets of one environment of the repository.
resource "infisical_secret_sync_github" "production" {
  name          = "shop-production"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_github.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "overwrite-destination"
  }

  destination_config = {
    scope                  = "repository-environment"
    repository_owner       = "example-org"
    repository_name        = "shop"
    repository_environment = "production"
  }
}

# Secrets of the organization that two repositories see.
resource "infisical_secret_sync_github" "organization" {
  name          = "organization"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_github.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "overwrite-destination"
    key_schema            = "SHARED_{{secretKey}}"
  }

  destination_config = {
    scope                   = "organization"
    repository_owner        = "example-org"
    visibility              = "selected"
    selected_repository_ids = [1296269, 1300192]
  }
}
