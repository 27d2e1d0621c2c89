variable "netlify_token" {
  description = "Netlify personal access token"
  type        = string
  sensitive   = true
  default     = "fake-access-token"
}

resource "infisical_app_connection_netlify" "example" {
  name        = "sites-netlify"
  description = "Environment variables of the sites"

  credentials = {
    access_token = var.netlify_token
  }
}
