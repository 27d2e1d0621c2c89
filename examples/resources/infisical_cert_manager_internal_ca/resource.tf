resource "infisical_cert_manager_internal_ca" "example" {
  name          = "ex-internal-ca"
  type          = "root"
  common_name   = "Example Root CA"
  organization  = "Example GmbH"
  country       = "DE"
  key_algorithm = "EC_prime256v1"
}

# An intermediate issues; its certificate comes from its parent.
resource "infisical_cert_manager_internal_ca" "issuing" {
  name          = "ex-internal-ca-issuing"
  type          = "intermediate"
  common_name   = "Example Issuing CA"
  key_algorithm = "EC_prime256v1"
}

resource "infisical_cert_manager_ca_certificate" "issuing" {
  ca_id           = infisical_cert_manager_internal_ca.issuing.id
  parent_ca_id    = infisical_cert_manager_internal_ca.example.id
  valid_for       = "1825d"
  max_path_length = 0
}
