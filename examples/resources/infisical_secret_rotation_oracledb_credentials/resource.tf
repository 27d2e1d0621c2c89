resource "infisical_project" "example" {
  name = "Ledger"
  slug = "ex-rot-oracledb-credentials"
}

resource "infisical_app_connection_oracledb" "example" {
  name   = "ex-rot-oracledb-credentials"
  method = "username-and-password"

  credentials = {
    host     = "oracledb.example.com"
    port     = 1521
    database = "LEDGER"
    username = "infisical"
    password = "fake-password"
  }
}

resource "infisical_secret_rotation_oracledb_credentials" "example" {
  name          = "ledger-users"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_oracledb.example.id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    username1 = "LEDGER_A"
    username2 = "LEDGER_B"
  }

  secrets_mapping = {
    username = "ORACLE_USERNAME"
    password = "ORACLE_PASSWORD"
  }
}
