data "infisical_cert_manager_certificate_profile" "servers" {
  name = "ex-certificate"
}

data "infisical_cert_manager_certificate" "example" {
  profile_id  = data.infisical_cert_manager_certificate_profile.servers.id
  common_name = "shop.example.com"
}

output "ends" {
  value = data.infisical_cert_manager_certificate.example.not_after
}
