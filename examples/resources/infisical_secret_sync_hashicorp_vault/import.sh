# By project (ID or slug) and name, or by the ID of the sync alone.
terraform import infisical_secret_sync_hashicorp_vault.example ex-sync-hashicorp-vault,vault-secret
