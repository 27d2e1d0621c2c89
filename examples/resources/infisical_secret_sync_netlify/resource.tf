resource "infisical_project" "example" {
  name = "Shop (Netlify)"
  slug = "ex-sync-netlify"
}

resource "infisical_app_connection_netlify" "example" {
  name = "ex-sync-netlify"
  credentials = {
    access_token = "not-a-real-token"
  }
}

resource "infisical_secret_sync_netlify" "example" {
  name          = "site-variables"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_netlify.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "overwrite-destination"
  }

  destination_config = {
    account_id   = "5f0e2d1c4b3a49288716"
    account_name = "Example"
    site_id      = "4a3b2c1d-0e9f-4867-8574-635241302f1e"
    site_name    = "shop"
    context      = "production"
  }
}
