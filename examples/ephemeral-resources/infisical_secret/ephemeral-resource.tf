resource "infisical_project" "example" {
  name = "Storefront"
  slug = "ex-eph-secret"
}

resource "infisical_secret" "example" {
  workspace_id = infisical_project.example.id
  env_slug     = "dev"
  folder_path  = "/"
  name         = "DATABASE_URL"
  value        = "postgres://shop@db.internal/shop"
}

# Read at plan and apply, and never in the state.
ephemeral "infisical_secret" "example" {
  workspace_id = infisical_project.example.id
  env_slug     = "dev"
  folder_path  = "/"
  name         = infisical_secret.example.name
}

# For example as the write-only attribute of another resource.
resource "infisical_secret" "copy" {
  workspace_id     = infisical_project.example.id
  env_slug         = "staging"
  folder_path      = "/"
  name             = "DATABASE_URL"
  value_wo         = ephemeral.infisical_secret.example.value
  value_wo_version = 1
}
