resource "infisical_project" "example" {
  name = "Releases"
  slug = "ex-dyn-github"
}

variable "private_key" {
  description = "Private key of the GitHub App (PEM)"
  type        = string
  sensitive   = true
  default     = "-----BEGIN RSA PRIVATE KEY-----\nZmFrZQ==\n-----END RSA PRIVATE KEY-----\n"
}

resource "infisical_dynamic_secret_github" "example" {
  name             = "release-bot"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "1h"

  configuration = {
    app_id          = 123456
    installation_id = 7654321
    private_key     = var.private_key
  }
}
