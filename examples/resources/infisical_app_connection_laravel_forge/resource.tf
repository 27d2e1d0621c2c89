variable "laravel_forge_token" {
  description = "Laravel Forge API token"
  type        = string
  sensitive   = true
  default     = "fake-api-token"
}

resource "infisical_app_connection_laravel_forge" "example" {
  name        = "sites-laravel-forge"
  description = "Environment files of the sites"

  credentials = {
    api_token = var.laravel_forge_token
  }
}
