# By application (ID or name) and name, or by the ID of the sync.
terraform import infisical_certificate_sync_azure_key_vault.example ex-cert-sync-azure,vault
