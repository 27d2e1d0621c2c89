# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_ibm_api_connect.example ex-dyn-ibm-api-connect,prod,/,partner-credentials
