resource "infisical_project" "example" {
  name = "Billing"
  slug = "ex-rot-mssql-credentials"
}

resource "infisical_app_connection_mssql" "example" {
  name   = "ex-rot-mssql-credentials"
  method = "username-and-password"

  credentials = {
    host     = "mssql.example.com"
    port     = 1433
    database = "billing"
    username = "infisical"
    password = "fake-password"
  }
}

resource "infisical_secret_rotation_mssql_credentials" "example" {
  name          = "billing-logins"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_mssql.example.id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    username1 = "billing_a"
    username2 = "billing_b"
    password_requirements = {
      length = 32
      required = {
        digits    = 2
        lowercase = 2
        uppercase = 2
        symbols   = 1
      }
      allowed_symbols = "-_.~"
    }
  }

  secrets_mapping = {
    username = "MSSQL_USERNAME"
    password = "MSSQL_PASSWORD"
  }
}
