# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_oauth2.example ex-dyn-oauth2,prod,/,partner-tokens
