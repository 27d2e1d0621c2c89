resource "infisical_project" "example" {
  name = "Shop (Trigger.dev)"
  slug = "ex-sync-trigger-dev"
}

variable "connection_id" {
  description = "ID of a connection of the app trigger-dev, made in Infisical."
  type        = string
  default     = "0a000000-0000-4000-8000-00000000c00a"
}

resource "infisical_secret_sync_trigger_dev" "example" {
  name          = "task-variables"
  project_id    = infisical_project.example.id
  connection_id = var.connection_id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "overwrite-destination"
    mark_as_secret        = true
  }

  destination_config = {
    project_ref = "proj_yubjwjsfkxnylobaqvqz"
    environment = "prod"
  }
}
