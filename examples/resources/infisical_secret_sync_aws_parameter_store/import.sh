# By project (ID or slug) and name, or by the ID of the sync alone.
terraform import infisical_secret_sync_aws_parameter_store.example ex-sync-aws-ps,backend-parameters
