resource "infisical_project" "example" {
  name = "Partner API"
  slug = "ex-dyn-ibm-api-connect"
}

resource "infisical_dynamic_secret_ibm_api_connect" "example" {
  name             = "partner-credentials"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "1h"

  configuration = {
    instance_url    = "https://apic.example.com"
    org_id          = "shop"
    catalog_id      = "production"
    consumer_org_id = "partners"
    app_id          = "storefront"
    client_id       = "fake-toolkit-client"
    client_secret   = "fake-client-secret"
    api_key         = "fake-api-key"
  }
}
