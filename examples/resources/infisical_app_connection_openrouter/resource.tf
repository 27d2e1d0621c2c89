variable "openrouter_key" {
  description = "OpenRouter provisioning key"
  type        = string
  sensitive   = true
  default     = "fake-api-key"
}

resource "infisical_app_connection_openrouter" "example" {
  name        = "models-openrouter"
  description = "Rotates keys for language models"

  credentials = {
    api_key = var.openrouter_key
  }
}
