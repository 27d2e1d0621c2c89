variable "windmill_token" {
  description = "Windmill token"
  type        = string
  sensitive   = true
  default     = "fake-access-token"
}

resource "infisical_app_connection_windmill" "example" {
  name        = "scripts-windmill"
  description = "Variables of the Windmill workspace"

  credentials = {
    access_token = var.windmill_token
  }
}
