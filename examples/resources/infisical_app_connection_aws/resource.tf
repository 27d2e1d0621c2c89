resource "infisical_project" "example" {
  name = "AWS deployments"
  slug = "ex-aws-conn"
}

resource "infisical_app_connection_aws" "example" {
  name        = "deployments-aws"
  description = "Secrets of the production account"
  project_id  = infisical_project.example.id
  method      = "assume-role"

  credentials = {
    role_arn = "arn:aws:iam::123456789012:role/infisical"
  }
}
