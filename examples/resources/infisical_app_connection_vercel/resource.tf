variable "vercel_token" {
  description = "Vercel access token"
  type        = string
  sensitive   = true
  default     = "fake-api-token"
}

resource "infisical_app_connection_vercel" "example" {
  name        = "frontends-vercel"
  description = "Environment variables of the frontends"

  credentials = {
    api_token = var.vercel_token
  }
}
