resource "infisical_project" "example" {
  name = "Shop (Checkly)"
  slug = "ex-sync-checkly"
}

resource "infisical_app_connection_checkly" "example" {
  name = "ex-sync-checkly"
  credentials = {
    api_key = "not-a-real-key"
  }
}

# Variables of one check group.
resource "infisical_secret_sync_checkly" "example" {
  name          = "check-variables"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_checkly.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "overwrite-destination"
  }

  destination_config = {
    account_id   = "4f3e2d1c-0b9a-4877-9665-544332211000"
    account_name = "Example"
    group_id     = "123456"
    group_name   = "Shop"
  }
}
