variable "certificate_id" {
  type = string
}

# terraform apply -invoke=action.infisical_cert_manager_certificate_revoke.example
action "infisical_cert_manager_certificate_revoke" "example" {
  config {
    certificate_id    = var.certificate_id
    revocation_reason = "KEY_COMPROMISE"
  }
}
