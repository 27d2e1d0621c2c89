# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_redis.example ex-dyn-redis,prod,/,cache-users
