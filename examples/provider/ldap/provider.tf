# LDAP auth: user name and password.
terraform {
  required_providers {
    infisical = {
      source = "infisical/infisical"
    }
  }
}

provider "infisical" {
  auth = {
    ldap = {
      identity_id = var.identity_id # INFISICAL_MACHINE_IDENTITY_ID
      username    = var.username    # INFISICAL_LDAP_USERNAME
      password    = var.password    # INFISICAL_LDAP_PASSWORD
    }
  }
}

variable "identity_id" {
  type = string
}

variable "username" {
  type = string
}

variable "password" {
  type      = string
  sensitive = true
}
