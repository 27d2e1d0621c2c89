resource "infisical_project" "example" {
  name = "Analytics"
  slug = "ex-dyn-clickhouse"
}

resource "infisical_dynamic_secret_clickhouse" "example" {
  name             = "reports"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "2h"

  configuration = {
    host                 = "clickhouse.example.com"
    port                 = 8443
    database             = "reports"
    username             = "infisical"
    password             = "fake-password"
    creation_statement   = "CREATE USER {{username}} IDENTIFIED BY '{{password}}'; GRANT SELECT ON reports.* TO {{username}}"
    revocation_statement = "DROP USER IF EXISTS {{username}}"
  }
}
