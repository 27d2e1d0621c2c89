# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_snowflake.example ex-dyn-snowflake,prod,/,analysts
