resource "infisical_project" "shop" {
  name = "Shop (webhook test)"
  slug = "ex-webhook-test"
}

resource "infisical_webhook" "deploy" {
  project_id  = infisical_project.shop.id
  environment = "prod"
  webhook_url = "https://deploy.example.com/hooks/secrets"

  # Tries each new webhook once.
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.infisical_webhook_test.example]
    }
  }
}

action "infisical_webhook_test" "example" {
  config {
    webhook_id = infisical_webhook.deploy.id
  }
}
