resource "infisical_cert_manager_certificate_policy" "any" {
  name = "ex-ephemeral-bundle"
}

resource "infisical_cert_manager_certificate_profile" "own" {
  name                  = "ex-ephemeral-bundle"
  issuer_type           = "self-signed"
  certificate_policy_id = infisical_cert_manager_certificate_policy.any.id
}

# The private key does not go into the state.
resource "infisical_cert_manager_certificate" "shop" {
  profile_id       = infisical_cert_manager_certificate_profile.own.id
  common_name      = "shop.example.com"
  keep_private_key = false
}

# Here it is, for this run only.
ephemeral "infisical_cert_manager_certificate_bundle" "example" {
  certificate_id = infisical_cert_manager_certificate.shop.id
}
