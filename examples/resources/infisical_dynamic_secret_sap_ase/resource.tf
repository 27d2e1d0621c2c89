resource "infisical_project" "example" {
  name = "Finance"
  slug = "ex-dyn-sap-ase"
}

resource "infisical_dynamic_secret_sap_ase" "example" {
  name             = "ase-reports"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "1h"

  configuration = {
    host                 = "ase.example.com"
    port                 = 5000
    database             = "finance"
    username             = "infisical"
    password             = "fake-password"
    creation_statement   = "sp_addlogin '{{username}}', '{{password}}'; sp_adduser '{{username}}', '{{username}}', null"
    revocation_statement = "sp_dropuser '{{username}}'; sp_droplogin '{{username}}'"
  }
}
