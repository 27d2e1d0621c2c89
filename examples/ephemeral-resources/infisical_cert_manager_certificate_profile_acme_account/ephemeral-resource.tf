resource "infisical_cert_manager_internal_ca" "root" {
  name        = "ex-acme-account"
  type        = "root"
  common_name = "ACME Account Example Root"
}

resource "infisical_cert_manager_certificate_policy" "servers" {
  name = "ex-acme-account"

  extended_key_usages {
    allowed = ["server_auth"]
  }
}

resource "infisical_cert_manager_certificate_profile" "acme" {
  name                  = "ex-acme-account"
  ca_id                 = infisical_cert_manager_internal_ca.root.id
  certificate_policy_id = infisical_cert_manager_certificate_policy.servers.id
}

ephemeral "infisical_cert_manager_certificate_profile_acme_account" "example" {
  profile_id = infisical_cert_manager_certificate_profile.acme.id
}
