variable "azure_devops_token" {
  description = "Personal access token"
  type        = string
  sensitive   = true
  default     = "fake-access-token"
}

resource "infisical_app_connection_azure_devops" "example" {
  name        = "pipelines-azure-devops"
  description = "Variable groups of the pipelines"
  method      = "access-token"

  credentials = {
    organization_name = "example"
    access_token      = var.azure_devops_token
  }
}
