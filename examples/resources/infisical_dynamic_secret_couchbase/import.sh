# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_couchbase.example ex-dyn-couchbase,prod,/,capella
