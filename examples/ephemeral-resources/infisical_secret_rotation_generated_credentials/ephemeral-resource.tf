resource "infisical_project" "example" {
  name = "Orders"
  slug = "ex-eph-rotation"
}

resource "infisical_app_connection_postgres" "example" {
  name   = "ex-eph-rotation"
  method = "username-and-password"

  credentials = {
    host     = "postgres.example.com"
    port     = 5432
    database = "orders"
    username = "infisical"
    password = "fake-password"
  }
}

resource "infisical_secret_rotation_postgres_credentials" "example" {
  name              = "orders-users"
  project_id        = infisical_project.example.id
  connection_id     = infisical_app_connection_postgres.example.id
  environment       = "prod"
  secret_path       = "/"
  rotation_interval = 30

  parameters = {
    username1 = "orders_a"
    username2 = "orders_b"
  }

  secrets_mapping = {
    username = "PGUSER"
    password = "PGPASSWORD"
  }
}

# The credentials that are active now, without a copy in the state.
ephemeral "infisical_secret_rotation_generated_credentials" "example" {
  rotation_id = infisical_secret_rotation_postgres_credentials.example.id
  type        = "postgres-credentials"
}

locals {
  database_password = ephemeral.infisical_secret_rotation_generated_credentials.example.credentials["password"]
}
