# The main job: a project with its secrets, an identity that reads them, and a sync that delivers them.
terraform {
  required_providers {
    infisical = { source = "infisical/infisical" }
  }
}

variable "database_url" {
  type    = string
  default = "postgres://db.internal/app"
}

resource "infisical_project" "app" {
  name = "Quickstart"
  slug = "quickstart-app"
}

resource "infisical_secret_folder" "backend" {
  project_id       = infisical_project.app.id
  environment_slug = "dev"
  folder_path      = "/"
  name             = "backend"
}

resource "infisical_secret_tag" "team" {
  project_id = infisical_project.app.id
  name       = "team-backend"
  slug       = "team-backend"
  color      = "#2f6fed"
}

resource "infisical_secret" "database_url" {
  workspace_id = infisical_project.app.id
  env_slug     = "dev"
  folder_path  = infisical_secret_folder.backend.path
  name         = "DATABASE_URL"
  value        = var.database_url
  tag_ids      = [infisical_secret_tag.team.id]
}

resource "infisical_app_connection_zabbix" "monitoring" {
  name   = "quickstart-zabbix"
  method = "api-token"
  credentials = {
    instance_url = "https://zabbix.example.com"
    api_token    = "not-a-real-token"
  }
}

resource "infisical_secret_sync_zabbix" "macros" {
  name          = "quickstart-macros"
  project_id    = infisical_project.app.id
  connection_id = infisical_app_connection_zabbix.monitoring.id
  environment   = "dev"
  secret_path   = infisical_secret_folder.backend.path
  sync_options = {
    initial_sync_behavior = "overwrite-destination"
  }
  destination_config = {
    scope      = "global"
    macro_type = 1
  }
}

output "project_id" {
  value = infisical_project.app.id
}
