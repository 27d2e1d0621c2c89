# A service token (deprecated by Infisical): secrets and folders of one project only.
terraform {
  required_providers {
    infisical = {
      source = "infisical/infisical"
    }
  }
}

provider "infisical" {
  service_token = var.service_token # INFISICAL_SERVICE_TOKEN
}

variable "service_token" {
  type      = string
  sensitive = true
}
