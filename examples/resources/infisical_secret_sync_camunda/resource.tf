resource "infisical_project" "example" {
  name = "Shop (Camunda)"
  slug = "ex-sync-camunda"
}

resource "infisical_app_connection_camunda" "example" {
  name = "ex-sync-camunda"
  credentials = {
    client_id     = "example-client"
    client_secret = "not-a-real-secret"
  }
}

resource "infisical_secret_sync_camunda" "example" {
  name          = "connector-secrets"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_camunda.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "import-prioritize-source"
  }

  destination_config = {
    scope        = "cluster"
    cluster_uuid = "5f0e2d1c-4b3a-4928-8716-0f5e4d3c2b1a"
  }
}
