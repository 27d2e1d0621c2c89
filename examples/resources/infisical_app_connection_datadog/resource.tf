variable "datadog_api_key" {
  description = "Datadog API key"
  type        = string
  sensitive   = true
  default     = "fake-api-key"
}

variable "datadog_application_key" {
  description = "Datadog application key"
  type        = string
  sensitive   = true
  default     = "fake-application-key"
}

resource "infisical_app_connection_datadog" "example" {
  name        = "monitoring-datadog"
  description = "Rotates application keys"
  method      = "api-key"

  credentials = {
    url             = "https://api.datadoghq.eu"
    api_key         = var.datadog_api_key
    application_key = var.datadog_application_key
  }
}
