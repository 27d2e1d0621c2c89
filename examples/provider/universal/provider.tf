# Universal auth: the client ID and client secret of a machine identity.
terraform {
  required_providers {
    infisical = {
      source = "infisical/infisical"
    }
  }
}

provider "infisical" {
  # host = "https://infisical.example.com" # your own server; INFISICAL_HOST
  auth = {
    universal = {
      client_id     = var.client_id     # INFISICAL_UNIVERSAL_AUTH_CLIENT_ID
      client_secret = var.client_secret # INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET
    }
  }
}

variable "client_id" {
  type = string
}

variable "client_secret" {
  type      = string
  sensitive = true
}
