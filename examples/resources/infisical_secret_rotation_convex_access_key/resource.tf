resource "infisical_project" "example" {
  name = "Chat"
  slug = "ex-rot-convex-access-key"
}

variable "convex_connection_id" {
  description = "ID of the connection, made in Infisical"
  type        = string
  default     = "0a000000-0000-4000-8000-00000000c002"
}

resource "infisical_secret_rotation_convex_access_key" "example" {
  name          = "chat-deployment"
  project_id    = infisical_project.example.id
  connection_id = var.convex_connection_id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    name_prefix = "chat"
  }

  secrets_mapping = {
    access_key = "CONVEX_DEPLOY_KEY"
  }
}
