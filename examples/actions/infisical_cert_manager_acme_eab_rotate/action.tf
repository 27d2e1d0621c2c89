data "infisical_cert_manager_application" "example" {
  name = "shop"
}

data "infisical_cert_manager_application_profiles" "example" {
  application_id = data.infisical_cert_manager_application.example.id
}

# terraform apply -invoke=action.infisical_cert_manager_acme_eab_rotate.example makes a new key.
action "infisical_cert_manager_acme_eab_rotate" "example" {
  config {
    application_id = data.infisical_cert_manager_application.example.id
    profile_id     = data.infisical_cert_manager_application_profiles.example.profiles[0].profile_id
  }
}
