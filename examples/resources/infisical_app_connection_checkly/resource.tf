variable "checkly_api_key" {
  description = "Checkly API key"
  type        = string
  sensitive   = true
  default     = "fake-api-key"
}

resource "infisical_app_connection_checkly" "example" {
  name        = "monitoring-checkly"
  description = "Variables of the synthetic checks"

  credentials = {
    api_key = var.checkly_api_key
  }
}
