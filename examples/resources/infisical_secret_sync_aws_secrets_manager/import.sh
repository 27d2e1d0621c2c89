# By project (ID or slug) and name, or by the ID of the sync alone.
terraform import infisical_secret_sync_aws_secrets_manager.example ex-sync-aws-sm,backend-bundle
