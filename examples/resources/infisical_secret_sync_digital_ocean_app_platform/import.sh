# By project (ID or slug) and name, or by the ID of the sync alone.
terraform import infisical_secret_sync_digital_ocean_app_platform.example ex-sync-do-apps,app-variables
