variable "stripe_key" {
  description = "Key of the payment provider"
  type        = string
  sensitive   = true
  ephemeral   = true
  default     = "fake-stripe-key"
}

resource "infisical_project" "example" {
  name = "Storefront"
  slug = "ex-secret"
}

resource "infisical_secret" "example" {
  workspace_id = infisical_project.example.id
  env_slug     = "prod"
  folder_path  = "/"
  name         = "DATABASE_URL"
  value        = "postgres://shop@db.internal/shop"
  comment      = "Primary database"

  secret_reminder = {
    note        = "Rotate the password"
    repeat_days = 90
  }
}

# The value never reaches the state: raise the version to send another one.
resource "infisical_secret" "write_only" {
  workspace_id     = infisical_project.example.id
  env_slug         = "prod"
  folder_path      = "/"
  name             = "STRIPE_KEY"
  value_wo         = var.stripe_key
  value_wo_version = 1
}
