# by project (ID or slug), environment and folder
terraform import infisical_secrets.example ex-secrets/prod/
