resource "infisical_project" "example" {
  name = "Storefront"
  slug = "ex-data-secrets"
}

resource "infisical_secret" "example" {
  workspace_id = infisical_project.example.id
  env_slug     = "dev"
  folder_path  = "/"
  name         = "DATABASE_URL"
  value        = "postgres://shop@db.internal/shop"
}

data "infisical_secrets" "example" {
  workspace_id = infisical_project.example.id
  env_slug     = "dev"
  folder_path  = "/"

  depends_on = [infisical_secret.example]
}

output "database_url" {
  value     = data.infisical_secrets.example.secrets["DATABASE_URL"].value
  sensitive = true
}
