variable "railway_token" {
  description = "Railway team token"
  type        = string
  sensitive   = true
  default     = "fake-team-token"
}

resource "infisical_app_connection_railway" "example" {
  name        = "services-railway"
  description = "Variables of the Railway services"
  method      = "team-token"

  credentials = {
    api_token = var.railway_token
  }
}
