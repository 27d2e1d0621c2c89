resource "infisical_project" "example" {
  name = "Shop (Azure DevOps)"
  slug = "ex-sync-azure-devops"
}

resource "infisical_app_connection_azure_devops" "example" {
  name   = "ex-sync-azure-devops"
  method = "access-token"
  credentials = {
    organization_name = "example-org"
    access_token      = "not-a-real-token"
  }
}

# The pipelines of the project find the secrets in a variable group.
resource "infisical_secret_sync_azure_devops" "example" {
  name          = "pipelines"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_azure_devops.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    key_schema = "SHOP_{{secretKey}}"
  }

  destination_config = {
    devops_project_id = "8c7f1e0a-2b3d-4c5e-9f6a-7b8c9d0e1f2a"
  }
}
