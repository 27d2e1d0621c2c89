resource "infisical_cert_manager_internal_ca" "root" {
  name        = "ex-data-internal-ca"
  type        = "root"
  common_name = "Data Source Example Root"
}

data "infisical_cert_manager_internal_ca" "example" {
  name = infisical_cert_manager_internal_ca.root.name
}

# What clients trust.
output "trust_anchor" {
  value = data.infisical_cert_manager_internal_ca.example.certificate
}
