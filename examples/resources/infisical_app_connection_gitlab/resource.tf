variable "gitlab_token" {
  description = "GitLab group access token"
  type        = string
  sensitive   = true
  default     = "fake-gitlab-token"
}

resource "infisical_app_connection_gitlab" "example" {
  name        = "pipelines-gitlab"
  description = "CI/CD variables of the web shop"
  method      = "access-token"

  credentials = {
    access_token      = var.gitlab_token
    access_token_type = "group"
    instance_url      = "https://gitlab.example.com"
  }
}
