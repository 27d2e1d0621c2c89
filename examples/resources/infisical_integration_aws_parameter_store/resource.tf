# Native integrations end on 2027-08-19: prefer infisical_secret_sync_aws_parameter_store.
resource "infisical_project" "shop" {
  name = "Shop (aws parameter store integration)"
  slug = "ex-integration-aws-ps"
}

resource "infisical_integration_aws_parameter_store" "example" {
  project_id  = infisical_project.shop.id
  environment = "prod"
  secret_path = "/"

  aws_region           = "eu-central-1"
  parameter_store_path = "/shop/"
  assume_role_arn      = "arn:aws:iam::123456789012:role/infisical"

  options = {
    should_disable_delete = true
    aws_tags              = [{ key = "team", value = "shop" }]
  }
}
