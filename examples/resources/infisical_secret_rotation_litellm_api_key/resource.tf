resource "infisical_project" "example" {
  name = "Gateway"
  slug = "ex-rot-litellm-api-key"
}

variable "litellm_connection_id" {
  description = "ID of the connection, made in Infisical"
  type        = string
  default     = "0a000000-0000-4000-8000-00000000c005"
}

resource "infisical_secret_rotation_litellm_api_key" "example" {
  name          = "gateway-key"
  project_id    = infisical_project.example.id
  connection_id = var.litellm_connection_id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    name   = "gateway"
    models = ["gpt-4o", "claude-sonnet"]
    additional_options = jsonencode({
      max_budget = 50
    })
  }

  secrets_mapping = {
    api_key = "LITELLM_API_KEY"
  }
}
