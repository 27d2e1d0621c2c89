resource "infisical_app_connection_cloudflare" "dns" {
  name   = "ex-external-ca-acme-dns"
  method = "api-token"
  credentials = {
    account_id = "023e105f4ecef8ad9ca31a8372d0c353"
    api_token  = "not-a-real-token"
  }
}

variable "eab_hmac_key" {
  type      = string
  sensitive = true
  default   = "not-a-real-key"
}

resource "infisical_cert_manager_external_ca_acme" "example" {
  name                  = "ex-external-ca-acme"
  dns_app_connection_id = infisical_app_connection_cloudflare.dns.id
  dns_provider          = "cloudflare"
  dns_hosted_zone_id    = "023e105f4ecef8ad9ca31a8372d0c353"
  directory_url         = "https://acme.zerossl.com/v2/DV90"
  account_email         = "certificates@example.com"
  eab_kid               = "example-key-id"
  eab_hmac_key          = var.eab_hmac_key
}
