# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_azure_entra_id.example ex-dyn-azure-entra-id,prod,/,break-glass
