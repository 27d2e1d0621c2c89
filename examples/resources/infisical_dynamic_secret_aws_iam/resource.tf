resource "infisical_project" "example" {
  name = "Deployments"
  slug = "ex-dyn-aws-iam"
}

# Each lease is an IAM user of its own, removed when the lease ends.
resource "infisical_dynamic_secret_aws_iam" "example" {
  name             = "deployer"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "1h"
  max_ttl     = "12h"

  configuration = {
    method = "access_key"
    region = "eu-central-1"
    access_key_config = {
      access_key        = "AKIAEXAMPLEEXAMPLE12"
      secret_access_key = "fake-secret-access-key"
    }
    aws_path    = "/infisical/"
    policy_arns = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    tags = [
      { key = "managed-by", value = "infisical" },
    ]
  }
}
