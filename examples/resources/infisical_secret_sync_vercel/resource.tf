resource "infisical_project" "example" {
  name = "Shop (Vercel)"
  slug = "ex-sync-vercel"
}

resource "infisical_app_connection_vercel" "example" {
  name = "ex-sync-vercel"
  credentials = {
    api_token = "not-a-real-token"
  }
}

# Variables of one project that nobody can read back in Vercel.
resource "infisical_secret_sync_vercel" "example" {
  name          = "project-production"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_vercel.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "import-prioritize-source"
  }

  destination_config = {
    scope     = "project"
    app       = "prj_4kR2mN8qT6vX0zB1cD3fG5hJ7lP9"
    app_name  = "shop"
    env       = "production"
    team_id   = "team_1aB2cD3eF4gH5iJ6kL7mN8oP"
    sensitive = true
  }

  remove_secrets_on_destroy = true
}

# Shared variables of a team.
resource "infisical_secret_sync_vercel" "team" {
  name          = "team-shared"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_vercel.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "overwrite-destination"
  }

  destination_config = {
    scope               = "team"
    team_id             = "team_1aB2cD3eF4gH5iJ6kL7mN8oP"
    team_name           = "Example"
    target_environments = ["preview", "production"]
  }
}
