# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_aws_memorydb.example ex-dyn-aws-memorydb,prod,/,memorydb-users
