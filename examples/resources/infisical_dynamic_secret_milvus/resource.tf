resource "infisical_project" "example" {
  name = "Vectors"
  slug = "ex-dyn-milvus"
}

resource "infisical_dynamic_secret_milvus" "example" {
  name             = "embedding-readers"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "1h"

  configuration = {
    host     = "milvus.example.com"
    port     = 19530
    database = "embeddings"
    username = "root"
    password = "fake-password"
    privileges = [
      { object_type = "Collection", object_name = "documents", privilege = "Search" },
    ]
  }
}
