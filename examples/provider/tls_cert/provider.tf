# TLS certificate auth: mutual TLS. On Infisical Cloud the login goes to port 8443 by itself.
terraform {
  required_providers {
    infisical = {
      source = "infisical/infisical"
    }
  }
}

provider "infisical" {
  auth = {
    tls_cert = {
      identity_id      = var.identity_id             # INFISICAL_MACHINE_IDENTITY_ID
      certificate_path = "${path.module}/client.crt" # INFISICAL_TLS_CERT_AUTH_CERTIFICATE_PATH; or certificate (PEM)
      private_key_path = "${path.module}/client.key" # INFISICAL_TLS_CERT_AUTH_PRIVATE_KEY_PATH; or private_key (PEM)
    }
  }
}

variable "identity_id" {
  type = string
}
