variable "databricks_client_secret" {
  description = "OAuth secret of the service principal"
  type        = string
  sensitive   = true
  default     = "fake-client-secret"
}

resource "infisical_app_connection_databricks" "example" {
  name        = "analytics-databricks"
  description = "Secret scopes of the analytics workspace"
  method      = "service-principal"

  credentials = {
    client_id     = "fake-client-id"
    client_secret = var.databricks_client_secret
    workspace_url = "https://dbc-1234abcd-5678.cloud.databricks.com"
  }
}
