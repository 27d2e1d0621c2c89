variable "azure_client_secrets_secret" {
  description = "Client secret of the app registration"
  type        = string
  sensitive   = true
  default     = "fake-client-secret"
}

resource "infisical_app_connection_azure_client_secrets" "example" {
  name        = "rotations-azure-client-secrets"
  description = "Rotates client secrets of other applications"
  method      = "client-secret"

  credentials = {
    tenant_id     = "8d4a7b1c-2f3e-4a5b-9c6d-7e8f90a1b2c3"
    client_id     = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"
    client_secret = var.azure_client_secrets_secret
  }
}
