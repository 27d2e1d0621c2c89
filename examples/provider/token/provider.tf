# A ready access token, for example one of token auth.
terraform {
  required_providers {
    infisical = {
      source = "infisical/infisical"
    }
  }
}

provider "infisical" {
  auth = {
    token = var.access_token # INFISICAL_TOKEN
  }
}

variable "access_token" {
  type      = string
  sensitive = true
}
