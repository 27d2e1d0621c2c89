resource "infisical_cert_manager_internal_ca" "root" {
  name        = "ex-ca-certificate-root"
  type        = "root"
  common_name = "CA Certificate Example Root"
}

resource "infisical_cert_manager_internal_ca" "issuing" {
  name        = "ex-ca-certificate-issuing"
  type        = "intermediate"
  common_name = "CA Certificate Example Issuing"
}

# Made again a year before it ends.
resource "infisical_cert_manager_ca_certificate" "example" {
  ca_id           = infisical_cert_manager_internal_ca.issuing.id
  parent_ca_id    = infisical_cert_manager_internal_ca.root.id
  valid_for       = "1825d"
  renew_before    = "365d"
  max_path_length = 0
}

# An intermediate whose request another authority signs: here the root above, elsewhere one outside of Infisical.
resource "infisical_cert_manager_internal_ca" "elsewhere" {
  name        = "ex-ca-certificate-elsewhere"
  type        = "intermediate"
  common_name = "CA Certificate Example Signed Elsewhere"
}

data "infisical_cert_manager_internal_ca" "elsewhere" {
  id = infisical_cert_manager_internal_ca.elsewhere.id
}

resource "infisical_cert_manager_signed_intermediate" "elsewhere" {
  ca_id     = infisical_cert_manager_internal_ca.root.id
  csr       = data.infisical_cert_manager_internal_ca.elsewhere.csr
  valid_for = "730d"
}

resource "infisical_cert_manager_ca_certificate" "elsewhere" {
  ca_id                    = infisical_cert_manager_internal_ca.elsewhere.id
  signed_certificate       = infisical_cert_manager_signed_intermediate.elsewhere.certificate
  signed_certificate_chain = infisical_cert_manager_signed_intermediate.elsewhere.certificate_chain
}
