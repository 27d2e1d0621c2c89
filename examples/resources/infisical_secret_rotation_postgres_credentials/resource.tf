resource "infisical_project" "example" {
  name = "Orders"
  slug = "ex-rot-postgres-credentials"
}

resource "infisical_app_connection_postgres" "example" {
  name   = "ex-rot-postgres-credentials"
  method = "username-and-password"

  credentials = {
    host     = "postgres.example.com"
    port     = 5432
    database = "accounts"
    username = "infisical"
    password = "fake-password"
  }
}

resource "infisical_secret_rotation_postgres_credentials" "example" {
  name          = "orders-users"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_postgres.example.id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    username1          = "orders_a"
    username2          = "orders_b"
    rotation_statement = "ALTER USER \"{{username}}\" WITH PASSWORD '{{password}}'"
  }

  secrets_mapping = {
    username = "PGUSER"
    password = "PGPASSWORD"
  }

  # On destroy, remove the secrets as well.
  delete_secrets = true
}
