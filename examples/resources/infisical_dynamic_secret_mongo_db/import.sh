# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_mongo_db.example ex-dyn-mongo-db,prod,/,carts-users
