data "infisical_cert_manager_application" "example" {
  name = "shop"
}

data "infisical_cert_manager_application_profiles" "example" {
  application_id = data.infisical_cert_manager_application.example.id
}

# For the account of an ACME client; never in state.
ephemeral "infisical_cert_manager_acme_eab" "example" {
  application_id = data.infisical_cert_manager_application.example.id
  profile_id     = data.infisical_cert_manager_application_profiles.example.profiles[0].profile_id
}
