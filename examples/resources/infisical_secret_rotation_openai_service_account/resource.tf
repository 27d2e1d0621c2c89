resource "infisical_project" "example" {
  name = "Search"
  slug = "ex-rot-openai-service-account"
}

variable "openai_connection_id" {
  description = "ID of the connection, made in Infisical"
  type        = string
  default     = "0a000000-0000-4000-8000-00000000c006"
}

resource "infisical_secret_rotation_openai_service_account" "example" {
  name          = "search-embeddings"
  project_id    = infisical_project.example.id
  connection_id = var.openai_connection_id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    project_id = "proj_a1b2c3d4e5f6"
    name       = "search-embeddings"
  }

  secrets_mapping = {
    api_key = "OPENAI_API_KEY"
  }
}
