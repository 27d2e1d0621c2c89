resource "infisical_project" "example" {
  name = "Messaging"
  slug = "ex-dyn-rabbit-mq"
}

resource "infisical_dynamic_secret_rabbit_mq" "example" {
  name             = "order-queues"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "1h"

  configuration = {
    host     = "https://rabbit.example.com"
    port     = 15672
    username = "infisical"
    password = "fake-password"
    tags     = ["management"]
    virtual_host = {
      name = "orders"
      permissions = {
        configure = "^$"
        read      = ".*"
        write     = "^orders\\."
      }
    }
  }
}
