resource "infisical_cert_manager_internal_ca" "root" {
  name        = "ex-certificate-profile"
  type        = "root"
  common_name = "Certificate Profile Example Root"
}

resource "infisical_cert_manager_certificate_policy" "servers" {
  name = "ex-certificate-profile"

  extended_key_usages {
    allowed = ["server_auth"]
  }
}

resource "infisical_cert_manager_certificate_profile" "example" {
  name                  = "ex-certificate-profile"
  description           = "Servers of the shop"
  ca_id                 = infisical_cert_manager_internal_ca.root.id
  certificate_policy_id = infisical_cert_manager_certificate_policy.servers.id

  defaults {
    ttl_days            = 60
    key_algorithm       = "EC_prime256v1"
    signature_algorithm = "ECDSA-SHA256"
    extended_key_usages = ["server_auth"]
    organization        = "Example GmbH"
    country             = "DE"
  }
}
