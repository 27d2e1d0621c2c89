data "infisical_cert_manager_certificate_profile" "servers" {
  name = "ex-certificate"
}

# The newest active certificate of the profile with its private key, never in plan or state.
ephemeral "infisical_cert_manager_certificate_bundle" "example" {
  profile_id = data.infisical_cert_manager_certificate_profile.servers.id
}
