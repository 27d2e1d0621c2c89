resource "infisical_project" "example" {
  name = "Sales"
  slug = "ex-rot-salesforce-credentials"
}

variable "salesforce_connection_id" {
  description = "ID of the connection, made in Infisical"
  type        = string
  default     = "0a000000-0000-4000-8000-00000000c007"
}

resource "infisical_secret_rotation_salesforce_oauth_credentials" "example" {
  name          = "sales-sync"
  project_id    = infisical_project.example.id
  connection_id = var.salesforce_connection_id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    app_id   = "0xIaB000000CdEfGAI"
    app_name = "Sales sync"
  }

  secrets_mapping = {
    consumer_key    = "SALESFORCE_CONSUMER_KEY"
    consumer_secret = "SALESFORCE_CONSUMER_SECRET"
  }
}
