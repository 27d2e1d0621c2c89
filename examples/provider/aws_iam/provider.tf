# AWS IAM auth, with the credentials that the AWS tools find: environment, profile, web identity, ECS, EC2.
terraform {
  required_providers {
    infisical = {
      source = "infisical/infisical"
    }
  }
}

provider "infisical" {
  auth = {
    aws_iam = {
      identity_id = var.identity_id # INFISICAL_MACHINE_IDENTITY_ID
      region      = "eu-central-1"  # of the STS endpoint; otherwise as the AWS tools find it
    }
  }
}

variable "identity_id" {
  type = string
}
