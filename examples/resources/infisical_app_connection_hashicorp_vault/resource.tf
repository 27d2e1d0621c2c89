variable "vault_secret_id" {
  description = "Secret ID of the AppRole"
  type        = string
  sensitive   = true
  default     = "fake-secret-id"
}

resource "infisical_app_connection_hashicorp_vault" "example" {
  name        = "legacy-hashicorp-vault"
  description = "Vault that is still in use"
  method      = "app-role"

  credentials = {
    instance_url = "https://vault.example.com"
    namespace    = "platform"
    role_id      = "fake-role-id"
    secret_id    = var.vault_secret_id
  }
}
