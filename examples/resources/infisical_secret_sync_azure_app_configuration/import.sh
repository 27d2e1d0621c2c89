# By project (ID or slug) and name, or by the ID of the sync alone.
terraform import infisical_secret_sync_azure_app_configuration.example ex-sync-az-appconfig,shop-settings
