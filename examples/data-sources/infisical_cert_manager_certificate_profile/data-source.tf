data "infisical_cert_manager_certificate_profile" "example" {
  name = "ex-certificate-profile"
}
