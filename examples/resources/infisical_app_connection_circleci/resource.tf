variable "circleci_token" {
  description = "CircleCI personal API token"
  type        = string
  sensitive   = true
  default     = "fake-api-token"
}

resource "infisical_app_connection_circleci" "example" {
  name        = "pipelines-circleci"
  description = "Project variables"
  method      = "api-token"

  credentials = {
    api_token = var.circleci_token
  }
}
