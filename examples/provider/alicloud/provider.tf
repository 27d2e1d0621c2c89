# Alibaba Cloud auth: the access key of a RAM user (temporary ones cannot work).
terraform {
  required_providers {
    infisical = {
      source = "infisical/infisical"
    }
  }
}

provider "infisical" {
  auth = {
    alicloud = {
      identity_id       = var.identity_id       # INFISICAL_MACHINE_IDENTITY_ID
      access_key_id     = var.access_key_id     # ALICLOUD_ACCESS_KEY_ID
      access_key_secret = var.access_key_secret # ALICLOUD_ACCESS_KEY_SECRET
    }
  }
}

variable "identity_id" {
  type = string
}

variable "access_key_id" {
  type = string
}

variable "access_key_secret" {
  type      = string
  sensitive = true
}
