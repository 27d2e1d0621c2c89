resource "infisical_project" "example" {
  name = "Shop (Chef)"
  slug = "ex-sync-chef"
}

resource "infisical_app_connection_chef" "example" {
  name = "ex-sync-chef"
  credentials = {
    server_url  = "https://chef.example.com"
    org_name    = "example"
    user_name   = "infisical"
    private_key = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIFakeFakeFakeFakeFakeFakeFakeFakeFakeFakeFake\n-----END PRIVATE KEY-----\n"
  }
}

resource "infisical_secret_sync_chef" "example" {
  name          = "data-bag"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_chef.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "import-prioritize-source"
  }

  destination_config = {
    data_bag_name      = "production"
    data_bag_item_name = "shop"
  }
}
