resource "infisical_project" "example" {
  name = "Carts"
  slug = "ex-dyn-mongo-db"
}

resource "infisical_dynamic_secret_mongo_db" "example" {
  name             = "carts-users"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "1h"

  configuration = {
    host     = "mongo.example.com"
    port     = 27017
    database = "carts"
    username = "infisical"
    password = "fake-password"
    roles    = ["readWrite"]
  }
}
