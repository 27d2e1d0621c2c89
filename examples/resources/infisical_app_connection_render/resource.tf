variable "render_key" {
  description = "Render API key"
  type        = string
  sensitive   = true
  default     = "fake-api-key"
}

resource "infisical_app_connection_render" "example" {
  name        = "services-render"
  description = "Environment of the Render services"
  method      = "api-key"

  credentials = {
    api_key = var.render_key
  }
}
