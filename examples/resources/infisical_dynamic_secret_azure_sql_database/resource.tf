resource "infisical_project" "example" {
  name = "Billing"
  slug = "ex-dyn-azure-sql-database"
}

resource "infisical_dynamic_secret_azure_sql_database" "example" {
  name             = "billing-db"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "1h"

  configuration = {
    host                      = "billing.database.windows.net"
    port                      = 1433
    database                  = "billing"
    username                  = "infisical"
    password                  = "fake-password"
    ssl_enabled               = true
    master_creation_statement = "CREATE LOGIN [{{username}}] WITH PASSWORD = '{{password}}'"
    creation_statement        = "CREATE USER [{{username}}] FOR LOGIN [{{username}}]"
    revocation_statement      = "DROP USER IF EXISTS [{{username}}]"
  }
}
