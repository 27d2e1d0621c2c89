variable "heroku_token" {
  description = "Heroku authorization token"
  type        = string
  sensitive   = true
  default     = "fake-auth-token"
}

resource "infisical_app_connection_heroku" "example" {
  name        = "apps-heroku"
  description = "Config vars of the Heroku apps"
  method      = "auth-token"

  credentials = {
    auth_token = var.heroku_token
  }
}
