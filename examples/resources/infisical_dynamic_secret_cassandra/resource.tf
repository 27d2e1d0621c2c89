resource "infisical_project" "example" {
  name = "Events"
  slug = "ex-dyn-cassandra"
}

resource "infisical_dynamic_secret_cassandra" "example" {
  name             = "events-keyspace"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "1h"

  configuration = {
    host                 = "cassandra-1.example.com,cassandra-2.example.com"
    port                 = 9042
    local_data_center    = "fra1"
    keyspace             = "events"
    username             = "infisical"
    password             = "fake-password"
    creation_statement   = "CREATE ROLE '{{username}}' WITH PASSWORD = '{{password}}' AND LOGIN = true; GRANT SELECT ON KEYSPACE {{keyspace}} TO '{{username}}'"
    revocation_statement = "DROP ROLE '{{username}}'"
  }
}
