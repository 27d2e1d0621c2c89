resource "infisical_project" "shop" {
  name = "Shop (reminder)"
  slug = "ex-secret-reminder"
}

resource "infisical_secret" "password" {
  workspace_id = infisical_project.shop.id
  env_slug     = "prod"
  folder_path  = "/"
  name         = "DATABASE_PASSWORD"
  value        = "fake-password"
}

# Some releases of Infisical let users do this only: then the provider needs a user's token.
resource "infisical_secret_reminder" "example" {
  secret_id   = infisical_secret.password.id
  message     = "Rotate the password of the database"
  repeat_days = 90
}
