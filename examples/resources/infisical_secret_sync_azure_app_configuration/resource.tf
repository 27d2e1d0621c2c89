resource "infisical_project" "example" {
  name = "Shop (Azure App Configuration)"
  slug = "ex-sync-az-appconfig"
}

resource "infisical_app_connection_azure_app_configuration" "example" {
  name   = "ex-sync-az-appconfig"
  method = "client-secret"
  credentials = {
    tenant_id     = "6f1c5a2e-4b7d-4f0a-9c3e-2d8b1a7e5f40"
    client_id     = "b3d2a1c0-9e8f-4d7c-8b6a-5f4e3d2c1b0a"
    client_secret = "not-a-real-client-secret"
  }
}

resource "infisical_secret_sync_azure_app_configuration" "example" {
  name          = "shop-settings"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_azure_app_configuration.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior   = "import-prioritize-source"
    disable_secret_deletion = true
  }

  destination_config = {
    configuration_url = "https://shop.azconfig.io"
    label             = "production"
  }
}
