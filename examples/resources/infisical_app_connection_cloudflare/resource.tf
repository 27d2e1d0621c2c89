variable "cloudflare_token" {
  description = "Cloudflare API token"
  type        = string
  sensitive   = true
  default     = "fake-api-token"
}

resource "infisical_app_connection_cloudflare" "example" {
  name        = "edge-cloudflare"
  description = "Secrets of Workers and Pages"
  method      = "api-token"

  credentials = {
    account_id = "023e105f4ecef8ad9ca31a8372d0c353"
    api_token  = var.cloudflare_token
  }
}
