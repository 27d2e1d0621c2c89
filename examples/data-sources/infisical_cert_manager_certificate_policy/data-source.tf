data "infisical_cert_manager_certificate_policy" "example" {
  name = "ex-certificate-policy"
}
