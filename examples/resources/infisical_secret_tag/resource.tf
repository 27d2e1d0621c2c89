resource "infisical_project" "example" {
  name = "Storefront"
  slug = "ex-secret-tag"
}

resource "infisical_secret_tag" "example" {
  project_id = infisical_project.example.id
  name       = "payment"
  slug       = "payment"
  color      = "#2f6fed"
}

resource "infisical_secret" "tagged" {
  workspace_id = infisical_project.example.id
  env_slug     = "prod"
  folder_path  = "/"
  name         = "PAYMENT_KEY"
  value        = "fake-payment-key"
  tag_ids      = [infisical_secret_tag.example.id]
}
