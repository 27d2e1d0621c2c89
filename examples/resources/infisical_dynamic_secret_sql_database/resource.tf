resource "infisical_project" "example" {
  name = "Orders"
  slug = "ex-dyn-sql-database"
}

variable "database_password" {
  description = "Password of the user that makes the leased ones"
  type        = string
  sensitive   = true
  ephemeral   = true
  default     = "fake-password"
}

resource "infisical_dynamic_secret_sql_database" "example" {
  name             = "orders-db"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "1h"
  max_ttl     = "24h"

  configuration = {
    client   = "postgres"
    host     = "postgres.example.com"
    port     = 5432
    database = "orders"
    username = "infisical"

    # Never in the state: raise the version to send another password.
    password_wo         = var.database_password
    password_wo_version = 1

    creation_statement   = "CREATE USER \"{{username}}\" WITH PASSWORD '{{password}}' VALID UNTIL '{{expiration}}'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO \"{{username}}\""
    renew_statement      = "ALTER ROLE \"{{username}}\" VALID UNTIL '{{expiration}}'"
    revocation_statement = "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM \"{{username}}\"; DROP ROLE \"{{username}}\""

    password_requirements = {
      length = 32
      required = {
        lowercase = 1
        uppercase = 1
        digits    = 1
        symbols   = 0
      }
      allowed_symbols = "-_."
    }
  }
}
