variable "app_configuration_secret" {
  description = "Client secret of the app registration"
  type        = string
  sensitive   = true
  default     = "fake-client-secret"
}

# Infisical replaces the client secret every 30 days.
resource "infisical_app_connection_azure_app_configuration" "example" {
  name        = "settings-azure-app-configuration"
  description = "Settings of the web shop"
  method      = "client-secret"

  credentials = {
    tenant_id            = "8d4a7b1c-2f3e-4a5b-9c6d-7e8f90a1b2c3"
    client_id            = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"
    client_secret        = var.app_configuration_secret
    client_secret_key_id = "9c5b94b1-35ad-49bb-b118-8e8fc24abf80"
  }

  auto_rotation_enabled = true
  rotation = {
    rotation_interval = 30
    rotate_at_utc = {
      hours   = 3
      minutes = 30
    }
  }
}
