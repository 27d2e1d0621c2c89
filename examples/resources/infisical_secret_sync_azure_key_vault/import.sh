# By project (ID or slug) and name, or by the ID of the sync alone.
terraform import infisical_secret_sync_azure_key_vault.example ex-sync-azure-key-vault,shop-vault
