resource "infisical_project" "example" {
  name = "Shop (Terraform Cloud)"
  slug = "ex-sync-terraform-cloud"
}

resource "infisical_app_connection_terraform_cloud" "example" {
  name = "ex-sync-terraform-cloud"
  credentials = {
    api_token = "not-a-real-token"
  }
}

# Environment variables of one workspace.
resource "infisical_secret_sync_terraform_cloud" "example" {
  name          = "workspace-variables"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_terraform_cloud.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "overwrite-destination"
  }

  destination_config = {
    scope          = "workspace"
    org            = "example-org"
    category       = "env"
    workspace_id   = "ws-Hq1abcDEF2ghiJKL"
    workspace_name = "shop-production"
  }
}

# Terraform variables of a variable set.
resource "infisical_secret_sync_terraform_cloud" "shared" {
  name          = "shared-variables"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_terraform_cloud.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior   = "overwrite-destination"
    disable_secret_deletion = true
  }

  destination_config = {
    scope             = "variable-set"
    org               = "example-org"
    category          = "terraform"
    variable_set_id   = "varset-Zx9abcDEF8ghiJKL"
    variable_set_name = "shared"
  }
}
