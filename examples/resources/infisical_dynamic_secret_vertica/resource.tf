resource "infisical_project" "example" {
  name = "Warehouse"
  slug = "ex-dyn-vertica"
}

resource "infisical_dynamic_secret_vertica" "example" {
  name             = "vertica-analysts"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "1h"

  configuration = {
    host                 = "vertica.example.com"
    port                 = 5433
    database             = "warehouse"
    username             = "dbadmin"
    password             = "fake-password"
    creation_statement   = "CREATE USER {{username}} IDENTIFIED BY '{{password}}'"
    revocation_statement = "DROP USER {{username}} CASCADE"
  }
}
