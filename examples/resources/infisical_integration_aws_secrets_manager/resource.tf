# Native integrations end on 2027-08-19: prefer infisical_secret_sync_aws_secrets_manager.
resource "infisical_project" "shop" {
  name = "Shop (aws secrets manager integration)"
  slug = "ex-integration-aws-sm"
}

resource "infisical_integration_aws_secrets_manager" "example" {
  project_id  = infisical_project.shop.id
  environment = "prod"
  secret_path = "/"

  aws_region           = "eu-central-1"
  mapping_behavior     = "many-to-one"
  secrets_manager_path = "shop"

  access_key_id_wo             = "AKIAFAKE000000000000"
  access_key_id_wo_version     = 1
  secret_access_key_wo         = "fake-secret-access-key"
  secret_access_key_wo_version = 1

  options = {
    secret_prefix = "shop-"
  }
}
