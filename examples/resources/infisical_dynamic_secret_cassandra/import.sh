# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_cassandra.example ex-dyn-cassandra,prod,/,events-keyspace
