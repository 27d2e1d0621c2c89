resource "infisical_project" "example" {
  name = "Storefront"
  slug = "ex-secrets"
}

# One resource and one request for all secrets of a folder.
resource "infisical_secrets" "example" {
  workspace_id = infisical_project.example.id
  env_slug     = "prod"
  folder_path  = "/"

  values = {
    DATABASE_HOST = "db.internal"
    DATABASE_NAME = "shop"
    DATABASE_USER = "shop"
  }

  # true removes every secret of the folder that is not named above.
  exclusive = false
}
