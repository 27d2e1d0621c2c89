# OCI auth: the API signing key of a user.
terraform {
  required_providers {
    infisical = {
      source = "infisical/infisical"
    }
  }
}

provider "infisical" {
  auth = {
    oci = {
      identity_id      = var.identity_id                  # INFISICAL_MACHINE_IDENTITY_ID
      tenancy_ocid     = var.tenancy_ocid                 # OCI_TENANCY_OCID
      user_ocid        = var.user_ocid                    # OCI_USER_OCID
      region           = "eu-frankfurt-1"                 # OCI_REGION
      fingerprint      = var.fingerprint                  # OCI_FINGERPRINT
      private_key_path = "${path.module}/oci_api_key.pem" # OCI_PRIVATE_KEY_PATH; or private_key, OCI_PRIVATE_KEY
    }
  }
}

variable "identity_id" {
  type = string
}

variable "tenancy_ocid" {
  type = string
}

variable "user_ocid" {
  type = string
}

variable "fingerprint" {
  type = string
}
