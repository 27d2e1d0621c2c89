resource "infisical_project" "example" {
  name = "Storefront"
  slug = "ex-data-secret-metadata"
}

resource "infisical_secret" "example" {
  workspace_id = infisical_project.example.id
  env_slug     = "dev"
  folder_path  = "/"
  name         = "DATABASE_URL"
  value        = "postgres://shop@db.internal/shop"

  metadata = {
    owner = "payments"
  }
}

# What is known of a secret, without its value.
data "infisical_secret_metadata" "example" {
  project_id       = infisical_project.example.id
  environment_slug = "dev"
  folder_path      = "/"
  name             = infisical_secret.example.name
}

output "owner" {
  value = { for m in data.infisical_secret_metadata.example.secret_metadata : m.key => m.value }
}
