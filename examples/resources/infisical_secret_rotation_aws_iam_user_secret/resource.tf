resource "infisical_project" "example" {
  name = "Uploads"
  slug = "ex-rot-aws-iam-user-secret"
}

resource "infisical_app_connection_aws" "example" {
  name   = "ex-rot-aws-iam-user-secret"
  method = "assume-role"

  credentials = {
    role_arn = "arn:aws:iam::123456789012:role/infisical"
  }
}

resource "infisical_secret_rotation_aws_iam_user_secret" "example" {
  name          = "uploads"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_aws.example.id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    user_name = "uploads"
    region    = "eu-central-1"
  }

  secrets_mapping = {
    access_key_id     = "AWS_ACCESS_KEY_ID"
    secret_access_key = "AWS_SECRET_ACCESS_KEY"
  }

  # On destroy, remove the secrets and the last access key.
  delete_secrets               = true
  revoke_generated_credentials = true
}
