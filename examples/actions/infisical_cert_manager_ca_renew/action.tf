data "infisical_cert_manager_internal_ca" "root" {
  name = "ex-internal-ca"
}

# terraform apply -invoke=action.infisical_cert_manager_ca_renew.example
action "infisical_cert_manager_ca_renew" "example" {
  config {
    ca_id     = data.infisical_cert_manager_internal_ca.root.id
    not_after = "2046-01-01T00:00:00Z"
  }
}
