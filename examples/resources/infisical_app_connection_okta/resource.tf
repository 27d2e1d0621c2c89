variable "okta_token" {
  description = "Okta API token"
  type        = string
  sensitive   = true
  default     = "00fake-fake-fake-fake-fake-fake-fake-fakes"
}

resource "infisical_app_connection_okta" "example" {
  name        = "identity-okta"
  description = "Rotates client secrets of Okta applications"

  credentials = {
    instance_url = "https://example.okta.com"
    api_token    = var.okta_token
  }
}
