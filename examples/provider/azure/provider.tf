# Azure auth: the managed identity of the machine, or a federated one (AKS workload identity).
terraform {
  required_providers {
    infisical = {
      source = "infisical/infisical"
    }
  }
}

provider "infisical" {
  auth = {
    azure = {
      identity_id = var.identity_id                 # INFISICAL_MACHINE_IDENTITY_ID
      resource    = "https://management.azure.com/" # INFISICAL_AZURE_AUTH_RESOURCE
    }
  }
}

variable "identity_id" {
  type = string
}
