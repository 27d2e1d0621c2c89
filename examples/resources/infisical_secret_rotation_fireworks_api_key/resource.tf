resource "infisical_project" "example" {
  name = "Assistant"
  slug = "ex-rot-fireworks-api-key"
}

variable "fireworks_connection_id" {
  description = "ID of the connection, made in Infisical"
  type        = string
  default     = "0a000000-0000-4000-8000-00000000c004"
}

resource "infisical_secret_rotation_fireworks_api_key" "example" {
  name          = "assistant"
  project_id    = infisical_project.example.id
  connection_id = var.fireworks_connection_id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    key_name = "assistant"
  }

  secrets_mapping = {
    secret_value = "FIREWORKS_API_KEY"
  }
}
