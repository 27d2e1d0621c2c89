variable "mssql_password" {
  description = "Password of the login"
  type        = string
  sensitive   = true
  default     = "fake-password"
}

resource "infisical_app_connection_mssql" "example" {
  name        = "billing-mssql"
  description = "Rotates logins of the billing database"
  method      = "username-and-password"

  credentials = {
    host     = "mssql.example.com"
    port     = 1433
    database = "billing"
    username = "infisical"
    password = var.mssql_password
  }
}
