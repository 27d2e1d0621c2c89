# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_milvus.example ex-dyn-milvus,prod,/,embedding-readers
