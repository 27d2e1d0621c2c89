# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_elastic_search.example ex-dyn-elastic-search,prod,/,search-readers
