variable "github_radar_code" {
  description = "Code from the address after installing the Radar app"
  type        = string
  sensitive   = true
  default     = "fake-code"
}

resource "infisical_app_connection_github_radar" "example" {
  name        = "scanning-github-radar"
  description = "Secret scanning of the organization"

  credentials = {
    code            = var.github_radar_code
    installation_id = "12345678"
  }
}
