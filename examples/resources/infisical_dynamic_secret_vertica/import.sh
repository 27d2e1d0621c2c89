# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_vertica.example ex-dyn-vertica,prod,/,vertica-analysts
