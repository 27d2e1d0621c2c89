variable "digital_ocean_token" {
  description = "DigitalOcean personal access token"
  type        = string
  sensitive   = true
  default     = "fake-api-token"
}

resource "infisical_app_connection_digital_ocean" "example" {
  name        = "apps-digital-ocean"
  description = "Variables of App Platform"

  credentials = {
    api_token = var.digital_ocean_token
  }
}
