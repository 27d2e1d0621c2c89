data "infisical_cert_manager_internal_ca" "example" {
  name = "ex-internal-ca"
}

# What clients trust.
output "trust_anchor" {
  value = data.infisical_cert_manager_internal_ca.example.certificate
}
