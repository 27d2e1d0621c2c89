variable "oracledb_password" {
  description = "Password of the login"
  type        = string
  sensitive   = true
  default     = "fake-password"
}

resource "infisical_app_connection_oracledb" "example" {
  name        = "ledger-oracledb"
  description = "Rotates users of the ledger"
  method      = "username-and-password"

  credentials = {
    host     = "oracledb.example.com"
    port     = 1521
    database = "LEDGER"
    username = "infisical"
    password = var.oracledb_password
  }
}
