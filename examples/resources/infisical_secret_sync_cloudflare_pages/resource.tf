resource "infisical_project" "example" {
  name = "Shop (Cloudflare Pages)"
  slug = "ex-sync-cloudflare-pages"
}

resource "infisical_app_connection_cloudflare" "example" {
  name   = "ex-sync-cloudflare-pages"
  method = "api-token"
  credentials = {
    account_id = "0123456789abcdef0123456789abcdef"
    api_token  = "not-a-real-token"
  }
}

resource "infisical_secret_sync_cloudflare_pages" "example" {
  name          = "pages-production"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_cloudflare.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "overwrite-destination"
  }

  destination_config = {
    project_name = "shop-site"
    environment  = "production"
  }
}
