resource "infisical_cert_manager_certificate_policy" "any" {
  name = "ex-acme-eab-rotate"

  validity {
    max = "90d"
  }
}

resource "infisical_cert_manager_certificate_profile" "web" {
  name                  = "ex-acme-eab-rotate"
  certificate_policy_id = infisical_cert_manager_certificate_policy.any.id
  issuer_type           = "self-signed"
}

resource "infisical_cert_manager_application" "shop" {
  name = "ex-acme-eab-rotate"
}

resource "infisical_cert_manager_application_profile" "web" {
  application_id = infisical_cert_manager_application.shop.id
  profile_id     = infisical_cert_manager_certificate_profile.web.id

  # The key stays out of state.
  acme_config = {
    reveal_eab = false
  }
}

# terraform apply -invoke=action.infisical_cert_manager_acme_eab_rotate.example makes a new key.
action "infisical_cert_manager_acme_eab_rotate" "example" {
  config {
    application_id = infisical_cert_manager_application_profile.web.application_id
    profile_id     = infisical_cert_manager_application_profile.web.profile_id
  }
}
