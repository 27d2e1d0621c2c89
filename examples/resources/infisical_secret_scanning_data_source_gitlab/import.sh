# by ID
terraform import infisical_secret_scanning_data_source_gitlab.example 5f0c2a5e-1c7b-4f1e-9a57-3d2b8c6e9f10
