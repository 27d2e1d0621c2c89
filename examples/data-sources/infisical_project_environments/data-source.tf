resource "infisical_project" "example" {
  name = "Storefront"
  slug = "ex-data-environments"
}

data "infisical_project_environments" "example" {
  project_id = infisical_project.example.id
}

output "slugs" {
  value = data.infisical_project_environments.example.environments[*].slug
}
