resource "infisical_project" "example" {
  name = "Finance"
  slug = "ex-dyn-sap-hana"
}

resource "infisical_dynamic_secret_sap_hana" "example" {
  name             = "hana-reports"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "1h"

  configuration = {
    host                 = "hana.example.com"
    port                 = 30015
    username             = "INFISICAL"
    password             = "fake-password"
    creation_statement   = "CREATE USER {{username}} PASSWORD \"{{password}}\" NO FORCE_FIRST_PASSWORD_CHANGE"
    revocation_statement = "DROP USER {{username}}"
  }
}
