resource "infisical_project" "example" {
  name = "Search"
  slug = "ex-dyn-elastic-search"
}

resource "infisical_dynamic_secret_elastic_search" "example" {
  name             = "search-readers"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "1h"

  configuration = {
    host  = "https://search.example.com"
    port  = 9200
    roles = ["viewer"]
    auth = {
      type     = "user"
      username = "infisical"
      password = "fake-password"
    }
  }
}
