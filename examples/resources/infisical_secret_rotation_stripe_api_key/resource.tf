resource "infisical_project" "example" {
  name = "Payments"
  slug = "ex-rot-stripe-api-key"
}

variable "stripe_connection_id" {
  description = "ID of the connection, made in Infisical"
  type        = string
  default     = "0a000000-0000-4000-8000-00000000c009"
}

resource "infisical_secret_rotation_stripe_api_key" "example" {
  name          = "payments"
  project_id    = infisical_project.example.id
  connection_id = var.stripe_connection_id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    permissions = ["charge_read", "customer_read", "payment_intent_write"]
  }

  secrets_mapping = {
    api_key = "STRIPE_API_KEY"
  }
}
