variable "mongodb_password" {
  description = "Password of the MongoDB user"
  type        = string
  sensitive   = true
  default     = "fake-password"
}

resource "infisical_app_connection_mongodb" "example" {
  name        = "orders-mongodb"
  description = "Rotates users of the orders database"

  credentials = {
    host     = "orders.mongodb.example.com"
    port     = 27017
    database = "admin"
    username = "infisical"
    password = var.mongodb_password
  }
}
