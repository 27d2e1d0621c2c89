resource "infisical_cert_manager_certificate_policy" "any" {
  name = "ex-acme-eab"

  validity {
    max = "90d"
  }
}

resource "infisical_cert_manager_certificate_profile" "web" {
  name                  = "ex-acme-eab"
  certificate_policy_id = infisical_cert_manager_certificate_policy.any.id
  issuer_type           = "self-signed"
}

resource "infisical_cert_manager_application" "shop" {
  name = "ex-acme-eab"
}

resource "infisical_cert_manager_application_profile" "web" {
  application_id = infisical_cert_manager_application.shop.id
  profile_id     = infisical_cert_manager_certificate_profile.web.id

  # The key stays out of state.
  acme_config = {
    reveal_eab = false
  }
}

# For the account of an ACME client.
ephemeral "infisical_cert_manager_acme_eab" "example" {
  application_id = infisical_cert_manager_application_profile.web.application_id
  profile_id     = infisical_cert_manager_application_profile.web.profile_id
}
