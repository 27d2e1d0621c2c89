resource "infisical_project" "example" {
  name = "Shop (AWS Secrets Manager)"
  slug = "ex-sync-aws-sm"
}

resource "infisical_app_connection_aws" "example" {
  name   = "ex-sync-aws-sm"
  method = "access-key"
  credentials = {
    access_key_id     = "AKIAEXAMPLEEXAMPLE00"
    secret_access_key = "not-a-real-secret-key"
  }
}

# All secrets in one AWS secret, as a JSON object.
resource "infisical_secret_sync_aws_secrets_manager" "example" {
  name          = "backend-bundle"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_aws.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior   = "overwrite-destination"
    disable_secret_deletion = true
  }

  destination_config = {
    aws_region                      = "eu-central-1"
    mapping_behavior                = "many-to-one"
    aws_secrets_manager_secret_name = "production/backend"
  }

  remove_secrets_on_destroy = true
}

# An AWS secret for each secret, with a prefix that keeps the sync away from other secrets of the account.
resource "infisical_secret_sync_aws_secrets_manager" "each" {
  name          = "backend-each"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_aws.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior        = "overwrite-destination"
    key_schema                   = "backend/{{secretKey}}"
    sync_secret_metadata_as_tags = true
  }

  destination_config = {
    aws_region       = "eu-central-1"
    mapping_behavior = "one-to-one"
  }
}
