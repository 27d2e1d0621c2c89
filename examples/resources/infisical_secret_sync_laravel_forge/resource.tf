resource "infisical_project" "example" {
  name = "Shop (Laravel Forge)"
  slug = "ex-sync-laravel-forge"
}

resource "infisical_app_connection_laravel_forge" "example" {
  name = "ex-sync-laravel-forge"
  credentials = {
    api_token = "not-a-real-token"
  }
}

resource "infisical_secret_sync_laravel_forge" "example" {
  name          = "site-environment"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_laravel_forge.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "import-prioritize-source"
  }

  destination_config = {
    org_slug    = "example"
    org_name    = "Example"
    server_id   = "712345"
    server_name = "web-1"
    site_id     = "2345678"
    site_name   = "shop.example.com"
  }
}
