resource "infisical_project" "example" {
  name = "Warehouse"
  slug = "ex-dyn-snowflake"
}

resource "infisical_dynamic_secret_snowflake" "example" {
  name             = "analysts"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "2h"

  configuration = {
    org_id               = "acme"
    account_id           = "acme-prod"
    username             = "INFISICAL"
    password             = "fake-password"
    creation_statement   = "CREATE USER {{username}} PASSWORD = '{{password}}' DEFAULT_ROLE = ANALYST"
    revocation_statement = "DROP USER {{username}}"
  }
}
