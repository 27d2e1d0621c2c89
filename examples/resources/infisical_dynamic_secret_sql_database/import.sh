# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_sql_database.example ex-dyn-sql-database,prod,/,orders-db
