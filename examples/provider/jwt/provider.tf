# JWT auth: a JWT that the public keys of the identity verify.
terraform {
  required_providers {
    infisical = {
      source = "infisical/infisical"
    }
  }
}

provider "infisical" {
  auth = {
    jwt = {
      identity_id = var.identity_id # INFISICAL_MACHINE_IDENTITY_ID
      token       = var.jwt         # INFISICAL_JWT_AUTH_TOKEN; or token_path, INFISICAL_JWT_AUTH_TOKEN_PATH
    }
  }
}

variable "identity_id" {
  type = string
}

variable "jwt" {
  type      = string
  sensitive = true
}
