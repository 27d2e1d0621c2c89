variable "teamcity_token" {
  description = "TeamCity access token"
  type        = string
  sensitive   = true
  default     = "fake-access-token"
}

resource "infisical_app_connection_teamcity" "example" {
  name        = "builds-teamcity"
  description = "Parameters of the build configurations"

  credentials = {
    instance_url = "https://teamcity.example.com"
    access_token = var.teamcity_token
  }
}
