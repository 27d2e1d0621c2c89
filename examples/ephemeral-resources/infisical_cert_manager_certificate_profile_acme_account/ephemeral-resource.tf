data "infisical_cert_manager_certificate_profile" "acme" {
  name = "acme"
}

ephemeral "infisical_cert_manager_certificate_profile_acme_account" "example" {
  profile_id = data.infisical_cert_manager_certificate_profile.acme.id
}
