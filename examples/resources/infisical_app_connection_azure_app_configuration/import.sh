# by name
terraform import infisical_app_connection_azure_app_configuration.example settings-azure-app-configuration

# by ID
terraform import infisical_app_connection_azure_app_configuration.example 5f0c2a5e-1c7b-4f1e-9a57-3d2b8c6e9f10
