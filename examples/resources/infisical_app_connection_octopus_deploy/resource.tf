variable "octopus_deploy_key" {
  description = "Octopus Deploy API key"
  type        = string
  sensitive   = true
  default     = "API-FAKE"
}

resource "infisical_app_connection_octopus_deploy" "example" {
  name        = "releases-octopus-deploy"
  description = "Sensitive variables of the release projects"

  credentials = {
    instance_url = "https://example.octopus.app"
    api_key      = var.octopus_deploy_key
  }
}
