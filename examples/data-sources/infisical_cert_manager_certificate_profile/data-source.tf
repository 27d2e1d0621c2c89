resource "infisical_cert_manager_certificate_policy" "any" {
  name = "ex-data-certificate-profile"
}

resource "infisical_cert_manager_certificate_profile" "own" {
  name                  = "ex-data-certificate-profile"
  issuer_type           = "self-signed"
  certificate_policy_id = infisical_cert_manager_certificate_policy.any.id
}

data "infisical_cert_manager_certificate_profile" "example" {
  name = infisical_cert_manager_certificate_profile.own.name
}

output "profile_id" {
  value = data.infisical_cert_manager_certificate_profile.example.id
}
