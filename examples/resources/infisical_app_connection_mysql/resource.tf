variable "mysql_password" {
  description = "Password of the login"
  type        = string
  sensitive   = true
  default     = "fake-password"
}

resource "infisical_app_connection_mysql" "example" {
  name        = "shop-mysql"
  description = "Rotates users of the shop database"
  method      = "username-and-password"

  credentials = {
    host     = "mysql.example.com"
    port     = 3306
    database = "shop"
    username = "infisical"
    password = var.mysql_password
  }
}
