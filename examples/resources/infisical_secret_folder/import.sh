# by ID
terraform import infisical_secret_folder.example 5f0c2a5e-1c7b-4f1e-9a57-3d2b8c6e9f10

# by project (ID or slug), environment and path
terraform import infisical_secret_folder.example ex-secret-folder/prod/services/checkout
