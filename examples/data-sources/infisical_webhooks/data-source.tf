resource "infisical_project" "shop" {
  name = "Shop (data webhooks)"
  slug = "ex-data-webhooks"
}

resource "infisical_webhook" "deploy" {
  project_id  = infisical_project.shop.id
  environment = "prod"
  webhook_url = "https://deploy.example.com/hooks/secrets"
}

data "infisical_webhooks" "example" {
  project_id  = infisical_project.shop.id
  environment = "prod"

  depends_on = [infisical_webhook.deploy]
}

output "broken" {
  description = "IDs of webhooks whose last call failed"
  value       = [for hook in data.infisical_webhooks.example.webhooks : hook.id if hook.last_status == "failed"]
}
