resource "infisical_project" "example" {
  name = "Shop (GitLab)"
  slug = "ex-sync-gitlab"
}

resource "infisical_app_connection_gitlab" "example" {
  name   = "ex-sync-gitlab"
  method = "access-token"
  credentials = {
    access_token      = "not-a-real-token"
    access_token_type = "group"
  }
}

# Variables of one project, for protected branches only.
resource "infisical_secret_sync_gitlab" "example" {
  name          = "shop-project"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_gitlab.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "overwrite-destination"
  }

  destination_config = {
    scope                  = "project"
    project_id             = "4711"
    project_name           = "shop"
    target_environment     = "production"
    should_protect_secrets = true
  }
}

# Variables that all projects of the group see.
resource "infisical_secret_sync_gitlab" "group" {
  name          = "shop-group"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_gitlab.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior   = "overwrite-destination"
    disable_secret_deletion = true
  }

  destination_config = {
    scope               = "group"
    group_id            = "815"
    target_environment  = "*"
    should_mask_secrets = false
  }
}
