resource "infisical_cert_manager_certificate_policy" "servers" {
  name = "ex-data-certificate-policy"

  validity {
    max = "90d"
  }
}

data "infisical_cert_manager_certificate_policy" "example" {
  name = infisical_cert_manager_certificate_policy.servers.name
}

output "longest_life" {
  value = data.infisical_cert_manager_certificate_policy.example.validity.max
}
