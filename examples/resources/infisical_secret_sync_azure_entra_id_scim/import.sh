# By project (ID or slug) and name, or by the ID of the sync alone.
terraform import infisical_secret_sync_azure_entra_id_scim.example ex-sync-azure-entra-id-scim,scim-token
