resource "infisical_project" "example" {
  name = "Shop (GCP Secret Manager)"
  slug = "ex-sync-gcp"
}

resource "infisical_app_connection_gcp" "example" {
  name   = "ex-sync-gcp"
  method = "service-account-impersonation"
  credentials = {
    service_account_email = "infisical-00000000-0000@example-project.iam.gserviceaccount.com"
  }
}

# Secrets with replicas in two regions of our choice.
resource "infisical_secret_sync_gcp_secret_manager" "example" {
  name          = "shop-global"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_gcp.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "import-prioritize-source"
  }

  destination_config = {
    project_id                = "example-project"
    scope                     = "global"
    user_replica_location_ids = ["europe-west3", "europe-west4"]
  }
}

# Secrets that never leave one region.
resource "infisical_secret_sync_gcp_secret_manager" "regional" {
  name          = "shop-regional"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_gcp.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "overwrite-destination"
  }

  destination_config = {
    project_id  = "example-project"
    scope       = "region"
    location_id = "europe-west3"
  }
}
