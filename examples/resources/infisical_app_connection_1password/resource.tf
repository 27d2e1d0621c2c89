variable "onepassword_connect_token" {
  description = "Access token of the 1Password Connect server"
  type        = string
  sensitive   = true
  default     = "fake-connect-token"
}

resource "infisical_app_connection_1password" "example" {
  name        = "vaults-1password"
  description = "Vaults of the platform team"
  method      = "api-token"

  credentials = {
    instance_url = "https://connect.example.com"
    api_token    = var.onepassword_connect_token
  }
}
