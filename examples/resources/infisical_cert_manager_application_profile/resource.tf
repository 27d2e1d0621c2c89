resource "infisical_cert_manager_certificate_policy" "example" {
  name = "ex-cm-application-profile"

  validity {
    max = "90d"
  }
}

resource "infisical_cert_manager_certificate_profile" "example" {
  name                  = "ex-cm-application-profile"
  certificate_policy_id = infisical_cert_manager_certificate_policy.example.id
  issuer_type           = "self-signed"
}

resource "infisical_cert_manager_application" "example" {
  name = "ex-cm-application-profile"
}

resource "infisical_cert_manager_application_profile" "example" {
  application_id = infisical_cert_manager_application.example.id
  profile_id     = infisical_cert_manager_certificate_profile.example.id

  api_config = {
    auto_renew        = true
    renew_before_days = 14
  }

  # The registration key of ACME clients stays out of state.
  acme_config = {
    reveal_eab = false
  }

  est_config = {
    passphrase_wo                   = "not-a-real-passphrase"
    passphrase_wo_version           = 1
    disable_bootstrap_ca_validation = true
  }

  scep_config = {
    challenge_type                   = "dynamic"
    dynamic_challenge_expiry_minutes = 60
  }
}
