variable "auth0_client_secret" {
  description = "Client secret of the machine-to-machine application"
  type        = string
  sensitive   = true
  default     = "fake-client-secret"
}

resource "infisical_app_connection_auth0" "example" {
  name        = "customers-auth0"
  description = "Client secrets of the customer portal"

  credentials = {
    domain        = "example.eu.auth0.com"
    client_id     = "fakeAuth0ClientId"
    client_secret = var.auth0_client_secret
    audience      = "https://example.eu.auth0.com/api/v2/"
  }
}
