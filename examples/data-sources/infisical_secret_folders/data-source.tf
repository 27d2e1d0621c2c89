resource "infisical_project" "example" {
  name = "Storefront"
  slug = "ex-data-secret-folders"
}

resource "infisical_secret_folder" "services" {
  project_id       = infisical_project.example.id
  environment_slug = "dev"
  folder_path      = "/"
  name             = "services"
}

data "infisical_secret_folders" "example" {
  project_id       = infisical_project.example.id
  environment_slug = "dev"
  folder_path      = "/"
  recursive        = true

  depends_on = [infisical_secret_folder.services]
}

output "paths" {
  value = data.infisical_secret_folders.example.folders[*].path
}
