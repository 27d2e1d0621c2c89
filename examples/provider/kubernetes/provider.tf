# Kubernetes auth: the service account of the pod that runs Terraform.
terraform {
  required_providers {
    infisical = {
      source = "infisical/infisical"
    }
  }
}

provider "infisical" {
  auth = {
    kubernetes = {
      identity_id = var.identity_id # INFISICAL_MACHINE_IDENTITY_ID

      # Where Kubernetes mounts the token, unless told otherwise; INFISICAL_KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH
      service_account_token_path = var.service_account_token_path
    }
  }
}

variable "identity_id" {
  type = string
}

variable "service_account_token_path" {
  type    = string
  default = "/var/run/secrets/kubernetes.io/serviceaccount/token"
}
