resource "infisical_project" "example" {
  name = "Storefront"
  slug = "ex-secret-folder"
}

resource "infisical_secret_folder" "services" {
  project_id       = infisical_project.example.id
  environment_slug = "prod"
  folder_path      = "/"
  name             = "services"
}

# Servers of 2024 keep no descriptions.
resource "infisical_secret_folder" "example" {
  project_id       = infisical_project.example.id
  environment_slug = "prod"
  folder_path      = infisical_secret_folder.services.path
  name             = "checkout"
}
