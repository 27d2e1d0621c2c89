resource "infisical_project" "example" {
  name = "Storefront"
  slug = "ex-secret-import"
}

resource "infisical_secret_folder" "shared" {
  project_id       = infisical_project.example.id
  environment_slug = "prod"
  folder_path      = "/"
  name             = "shared"
}

# The secrets of /shared in prod are also those of the root of staging; its own ones win.
resource "infisical_secret_import" "example" {
  project_id              = infisical_project.example.id
  environment_slug        = "staging"
  folder_path             = "/"
  import_environment_slug = "prod"
  import_folder_path      = infisical_secret_folder.shared.path
  is_replication          = false
}
