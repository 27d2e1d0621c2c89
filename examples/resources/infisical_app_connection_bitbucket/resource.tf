variable "bitbucket_token" {
  description = "Atlassian API token"
  type        = string
  sensitive   = true
  default     = "fake-api-token"
}

resource "infisical_app_connection_bitbucket" "example" {
  name        = "pipelines-bitbucket"
  description = "Repository variables"
  method      = "api-token"

  credentials = {
    email     = "ci@example.com"
    api_token = var.bitbucket_token
  }
}
