resource "infisical_cert_manager_internal_ca" "root" {
  name        = "ex-data-certificate"
  type        = "root"
  common_name = "Certificate Data Source Root"
}

resource "infisical_cert_manager_certificate_policy" "any" {
  name = "ex-data-certificate"
}

resource "infisical_cert_manager_certificate_profile" "servers" {
  name                  = "ex-data-certificate"
  ca_id                 = infisical_cert_manager_internal_ca.root.id
  certificate_policy_id = infisical_cert_manager_certificate_policy.any.id
}

resource "infisical_cert_manager_certificate" "shop" {
  profile_id  = infisical_cert_manager_certificate_profile.servers.id
  common_name = "shop.example.com"
}

data "infisical_cert_manager_certificate" "example" {
  profile_id  = infisical_cert_manager_certificate_profile.servers.id
  common_name = infisical_cert_manager_certificate.shop.common_name
}

output "ends" {
  value = data.infisical_cert_manager_certificate.example.not_after
}
