# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_aws_elasticache.example ex-dyn-aws-elasticache,prod,/,cache-users
