resource "infisical_project" "example" {
  name = "Shop (Supabase)"
  slug = "ex-sync-supabase"
}

resource "infisical_app_connection_supabase" "example" {
  name   = "ex-sync-supabase"
  method = "access-token"
  credentials = {
    access_key = "not-a-real-token"
  }
}

resource "infisical_secret_sync_supabase" "example" {
  name          = "edge-functions"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_supabase.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "overwrite-destination"
  }

  destination_config = {
    project_id   = "abcdefghijklmnopqrst"
    project_name = "shop"
  }
}
