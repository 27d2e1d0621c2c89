resource "infisical_project" "example" {
  name = "Catalog"
  slug = "ex-rot-mongodb-credentials"
}

resource "infisical_app_connection_mongodb" "example" {
  name = "ex-rot-mongodb-credentials"

  credentials = {
    host     = "orders.mongodb.example.com"
    port     = 27017
    database = "admin"
    username = "infisical"
    password = "fake-password"
  }
}

resource "infisical_secret_rotation_mongodb_credentials" "example" {
  name          = "catalog-users"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_mongodb.example.id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    username1 = "catalog_a"
    username2 = "catalog_b"
  }

  secrets_mapping = {
    username = "MONGODB_USERNAME"
    password = "MONGODB_PASSWORD"
  }
}
