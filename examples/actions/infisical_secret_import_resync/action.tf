resource "infisical_project" "shop" {
  name = "Shop (replication)"
  slug = "ex-secret-import-resync"
}

resource "infisical_secret_import" "replica" {
  project_id              = infisical_project.shop.id
  environment_slug        = "staging"
  folder_path             = "/"
  import_environment_slug = "prod"
  import_folder_path      = "/"
  is_replication          = true
}

# terraform apply -invoke=action.infisical_secret_import_resync.example copies the secrets again. Needs a user's token.
action "infisical_secret_import_resync" "example" {
  config {
    import_id        = infisical_secret_import.replica.id
    project_id       = infisical_project.shop.id
    environment_slug = infisical_secret_import.replica.environment_slug
    folder_path      = infisical_secret_import.replica.folder_path
  }
}
