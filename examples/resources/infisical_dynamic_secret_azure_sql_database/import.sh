# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_azure_sql_database.example ex-dyn-azure-sql-database,prod,/,billing-db
