resource "infisical_project" "example" {
  name = "Shop (Azure Key Vault)"
  slug = "ex-sync-azure-key-vault"
}

resource "infisical_app_connection_azure_key_vault" "example" {
  name   = "ex-sync-azure-key-vault"
  method = "client-secret"
  credentials = {
    tenant_id     = "6f1c5a2e-4b7d-4f0a-9c3e-2d8b1a7e5f40"
    client_id     = "b3d2a1c0-9e8f-4d7c-8b6a-5f4e3d2c1b0a"
    client_secret = "not-a-real-client-secret"
  }
}

# A vault secret for each secret.
resource "infisical_secret_sync_azure_key_vault" "example" {
  name          = "shop-vault"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_azure_key_vault.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior      = "import-prioritize-source"
    disable_certificate_import = true
  }

  destination_config = {
    vault_base_url = "https://shop.vault.azure.net"
  }
}

# All secrets in one vault secret.
resource "infisical_secret_sync_azure_key_vault" "bundle" {
  name          = "shop-bundle"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_azure_key_vault.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "overwrite-destination"
  }

  destination_config = {
    vault_base_url   = "https://shop.vault.azure.net"
    mapping_behavior = "many-to-one"
    secret_name      = "shop-settings"
  }
}
