# by the ID of the project
terraform import infisical_secret_scanning_config.example 5f0c2a5e-1c7b-4f1e-9a57-3d2b8c6e9f10
