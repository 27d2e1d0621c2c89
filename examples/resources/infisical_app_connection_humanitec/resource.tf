variable "humanitec_token" {
  description = "Token of a Humanitec service user"
  type        = string
  sensitive   = true
  default     = "fake-api-token"
}

resource "infisical_app_connection_humanitec" "example" {
  name        = "platform-humanitec"
  description = "Shared values of the platform"

  credentials = {
    api_token = var.humanitec_token
  }
}
