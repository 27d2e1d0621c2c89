resource "infisical_project" "example" {
  name = "Shop (Cloudflare Workers)"
  slug = "ex-sync-cloudflare-workers"
}

resource "infisical_app_connection_cloudflare" "example" {
  name   = "ex-sync-cloudflare-workers"
  method = "api-token"
  credentials = {
    account_id = "0123456789abcdef0123456789abcdef"
    api_token  = "not-a-real-token"
  }
}

resource "infisical_secret_sync_cloudflare_workers" "example" {
  name          = "worker-secrets"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_cloudflare.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior   = "overwrite-destination"
    disable_secret_deletion = true
  }

  destination_config = {
    script_id = "shop-worker"
  }
}
