# GCP auth with the key of a service account.
terraform {
  required_providers {
    infisical = {
      source = "infisical/infisical"
    }
  }
}

provider "infisical" {
  auth = {
    gcp_iam = {
      identity_id              = var.identity_id                       # INFISICAL_MACHINE_IDENTITY_ID
      service_account_key_path = "${path.module}/service-account.json" # INFISICAL_GCP_IAM_SERVICE_ACCOUNT_KEY_FILE_PATH
    }
  }
}

variable "identity_id" {
  type = string
}
