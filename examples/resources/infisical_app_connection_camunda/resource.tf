variable "camunda_client_secret" {
  description = "Client secret of the API client"
  type        = string
  sensitive   = true
  default     = "fake-client-secret"
}

resource "infisical_app_connection_camunda" "example" {
  name        = "processes-camunda"
  description = "Connector secrets of the process cluster"

  credentials = {
    client_id     = "fakeCamundaClientId"
    client_secret = var.camunda_client_secret
  }
}
