variable "flyio_token" {
  description = "Fly.io organization token"
  type        = string
  sensitive   = true
  default     = "FlyV1 fake-token"
}

resource "infisical_app_connection_flyio" "example" {
  name        = "apps-flyio"
  description = "Secrets of the Fly.io apps"
  method      = "access-token"

  credentials = {
    access_token = var.flyio_token
  }
}
