variable "northflank_token" {
  description = "Northflank API token"
  type        = string
  sensitive   = true
  default     = "fake-api-token"
}

resource "infisical_app_connection_northflank" "example" {
  name        = "services-northflank"
  description = "Secret groups of the services"

  credentials = {
    api_token = var.northflank_token
  }
}
