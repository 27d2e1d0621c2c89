resource "infisical_project" "example" {
  name = "Cache"
  slug = "ex-dyn-redis"
}

resource "infisical_dynamic_secret_redis" "example" {
  name             = "cache-users"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "1h"

  configuration = {
    host                 = "redis.example.com"
    port                 = 6379
    username             = "infisical"
    password             = "fake-password"
    creation_statement   = "ACL SETUSER {{username}} on >{{password}} ~app:* +@read"
    revocation_statement = "ACL DELUSER {{username}}"
  }
}
