# OIDC auth: the token of a CI system. In GitHub Actions (with `permissions: id-token: write`) and HCP Terraform nothing but the
# identity is needed; elsewhere the token stands in an environment variable or a file.
terraform {
  required_providers {
    infisical = {
      source = "infisical/infisical"
    }
  }
}

provider "infisical" {
  auth = {
    oidc = {
      identity_id                     = var.identity_id    # INFISICAL_MACHINE_IDENTITY_ID
      token_environment_variable_name = "MY_CI_OIDC_TOKEN" # INFISICAL_OIDC_AUTH_TOKEN_NAME; INFISICAL_AUTH_JWT when not set
    }
  }
}

variable "identity_id" {
  type = string
}
