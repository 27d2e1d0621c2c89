resource "infisical_cert_manager_application" "example" {
  name = "ex-cert-sync-azure"
}

resource "infisical_app_connection_azure_key_vault" "example" {
  name   = "ex-cert-sync-azure"
  method = "client-secret"
  credentials = {
    tenant_id     = "6f0b1c2d-3e4f-4a5b-8c6d-7e8f9a0b1c2d"
    client_id     = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"
    client_secret = "not-a-real-client-secret"
  }
}

resource "infisical_certificate_sync_azure_key_vault" "example" {
  name           = "vault"
  description    = "Certificates of the shop"
  application_id = infisical_cert_manager_application.example.id
  connection_id  = infisical_app_connection_azure_key_vault.example.id

  sync_options = {
    certificate_name_schema = "shop-{{certificateId}}"
    enable_versioning       = true
  }

  destination_config = {
    vault_base_url = "https://shop.vault.azure.net"
  }
}
