variable "terraform_cloud_token" {
  description = "HCP Terraform team token"
  type        = string
  sensitive   = true
  default     = "fake-api-token"
}

resource "infisical_app_connection_terraform_cloud" "example" {
  name        = "workspaces-terraform-cloud"
  description = "Variables of the workspaces"

  credentials = {
    api_token = var.terraform_cloud_token
  }
}
