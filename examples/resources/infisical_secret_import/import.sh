# by ID
terraform import infisical_secret_import.example 5f0c2a5e-1c7b-4f1e-9a57-3d2b8c6e9f10

# by project (ID or slug), environment, folder and position
terraform import infisical_secret_import.example ex-secret-import:staging:/:1
