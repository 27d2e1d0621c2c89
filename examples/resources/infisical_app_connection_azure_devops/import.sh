# by name
terraform import infisical_app_connection_azure_devops.example pipelines-azure-devops

# by ID
terraform import infisical_app_connection_azure_devops.example 5f0c2a5e-1c7b-4f1e-9a57-3d2b8c6e9f10
