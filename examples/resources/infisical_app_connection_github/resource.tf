variable "github_token" {
  description = "GitHub personal access token"
  type        = string
  sensitive   = true
  default     = "fake-github-token"
}

resource "infisical_project" "example" {
  name = "GitHub repositories"
  slug = "ex-github-conn"
}

resource "infisical_app_connection_github" "example" {
  name        = "repositories-github"
  description = "Secrets of the backend repositories"
  project_id  = infisical_project.example.id
  method      = "pat"

  credentials = {
    personal_access_token = var.github_token
  }
}
