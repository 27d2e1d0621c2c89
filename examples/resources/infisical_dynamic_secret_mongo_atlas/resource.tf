resource "infisical_project" "example" {
  name = "Profiles"
  slug = "ex-dyn-mongo-atlas"
}

resource "infisical_dynamic_secret_mongo_atlas" "example" {
  name             = "atlas-users"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "1h"

  configuration = {
    admin_public_key  = "abcdefgh"
    admin_private_key = "fake-private-key"
    group_id          = "5f0c2a5e1c7b4f1e9a573d2b"
    roles = [
      { database_name = "profiles", role_name = "readWrite" },
    ]
    scopes = [
      { name = "profiles-prod", type = "CLUSTER" },
    ]
  }
}
