resource "infisical_project" "example" {
  name = "Catalogue"
  slug = "ex-dyn-couchbase"
}

resource "infisical_dynamic_secret_couchbase" "example" {
  name             = "capella"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "1h"

  configuration = {
    url        = "https://cloudapi.cloud.couchbase.com"
    org_id     = "0f1e2d3c-4b5a-4968-8776-655443322110"
    project_id = "11223344-5566-4788-99aa-bbccddeeff00"
    cluster_id = "aabbccdd-eeff-4011-8223-344556677889"
    roles      = ["read"]
    buckets = [{
      name   = "products"
      scopes = [{ name = "inventory" }]
    }]
    auth = {
      api_key = "fake-api-key"
    }
  }
}
