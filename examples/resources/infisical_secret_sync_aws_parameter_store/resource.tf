resource "infisical_project" "example" {
  name = "Shop (AWS Parameter Store)"
  slug = "ex-sync-aws-ps"
}

resource "infisical_app_connection_aws" "example" {
  name   = "ex-sync-aws-ps"
  method = "access-key"
  credentials = {
    access_key_id     = "AKIAEXAMPLEEXAMPLE00"
    secret_access_key = "not-a-real-secret-key"
  }
}

# One SecureString parameter for each secret, encrypted with our own key.
resource "infisical_secret_sync_aws_parameter_store" "example" {
  name          = "backend-parameters"
  description   = "Keeps AWS Parameter Store up to date"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_aws.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior        = "import-prioritize-destination"
    aws_kms_key_id               = "alias/backend"
    sync_secret_metadata_as_tags = true
    tags = [
      { key = "team", value = "platform" },
      { key = "managed-by", value = "infisical" },
    ]
  }

  destination_config = {
    aws_region = "eu-central-1"
    path       = "/production/backend/"
  }
}
