# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_clickhouse.example ex-dyn-clickhouse,prod,/,reports
