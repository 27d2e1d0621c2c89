resource "infisical_project" "shop" {
  name = "Shop (webhook)"
  slug = "ex-webhook"
}

resource "infisical_webhook" "example" {
  project_id    = infisical_project.shop.id
  environment   = "prod"
  secret_path   = "/"
  webhook_url   = "https://deploy.example.com/hooks/secrets"
  events_filter = ["secrets.modified"]

  # Signs the calls; never stored in state.
  webhook_secret_key_wo         = "fake-signing-key"
  webhook_secret_key_wo_version = 1
}

resource "infisical_webhook" "chat" {
  project_id  = infisical_project.shop.id
  environment = "prod"
  type        = "slack"
  webhook_url = "https://hooks.slack.com/services/T000/B000/fake"
}
