# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_mongo_atlas.example ex-dyn-mongo-atlas,prod,/,atlas-users
