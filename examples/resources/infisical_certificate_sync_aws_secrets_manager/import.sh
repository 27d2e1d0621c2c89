# By application (ID or name) and name, or by the ID of the sync.
terraform import infisical_certificate_sync_aws_secrets_manager.example ex-cert-sync-aws-sm,certificates
