# GCP auth on a machine of Google Cloud: the ID token of its metadata server.
terraform {
  required_providers {
    infisical = {
      source = "infisical/infisical"
    }
  }
}

provider "infisical" {
  auth = {
    gcp_id_token = {
      identity_id = var.identity_id # INFISICAL_MACHINE_IDENTITY_ID
    }
  }
}

variable "identity_id" {
  type = string
}
