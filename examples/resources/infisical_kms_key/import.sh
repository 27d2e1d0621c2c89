# by ID
terraform import infisical_kms_key.example 5f0c2a5e-1c7b-4f1e-9a57-3d2b8c6e9f10

# by project (ID or slug) and name
terraform import infisical_kms_key.example ex-kms-key,order-data
