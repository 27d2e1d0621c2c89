variable "postgres_password" {
  description = "Password of the login"
  type        = string
  sensitive   = true
  default     = "fake-password"
}

resource "infisical_project" "example" {
  name = "PostgreSQL accounts"
  slug = "ex-postgres-conn"
}

resource "infisical_app_connection_postgres" "example" {
  name        = "accounts-postgres"
  description = "Rotates roles of the accounts database"
  project_id  = infisical_project.example.id
  method      = "username-and-password"

  credentials = {
    host     = "postgres.example.com"
    port     = 5432
    database = "accounts"
    username = "infisical"
    password = var.postgres_password
  }
}
