resource "infisical_project" "example" {
  name = "Orders"
  slug = "ex-eph-lease"
}

resource "infisical_dynamic_secret_sql_database" "example" {
  name             = "orders-db"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"
  default_ttl      = "1h"

  configuration = {
    client               = "postgres"
    host                 = "postgres.example.com"
    port                 = 5432
    database             = "orders"
    username             = "infisical"
    password             = "fake-password"
    creation_statement   = "CREATE USER \"{{username}}\" WITH PASSWORD '{{password}}'"
    revocation_statement = "DROP ROLE \"{{username}}\""
  }
}

# Credentials that live as long as the run: renewed while it needs them, revoked at its end.
ephemeral "infisical_dynamic_secret_lease" "example" {
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"
  ttl              = "10m"

  # Unknown until the dynamic secret exists, so that the first plan does not ask for a lease of it yet.
  name = infisical_dynamic_secret_sql_database.example.id == null ? null : infisical_dynamic_secret_sql_database.example.name
}

locals {
  database_user = ephemeral.infisical_dynamic_secret_lease.example.data["DB_USERNAME"]
}
