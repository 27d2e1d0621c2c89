resource "infisical_project" "shop" {
  name = "Shop (data environment)"
  slug = "ex-data-project-environment"
}

data "infisical_project_environment" "example" {
  project_id = infisical_project.shop.id
  slug       = "prod"
}

output "id" {
  value = data.infisical_project_environment.example.id
}
