resource "infisical_project" "example" {
  name = "Storefront"
  slug = "ex-project-environment"
}

# Beside dev, staging and prod, which a project has from the start.
resource "infisical_project_environment" "example" {
  project_id = infisical_project.example.id
  name       = "Quality assurance"
  slug       = "qa"
  position   = 3
}
