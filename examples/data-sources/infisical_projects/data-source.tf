resource "infisical_project" "example" {
  name = "Storefront"
  slug = "ex-data-projects"
}

data "infisical_projects" "example" {
  slug = infisical_project.example.slug
}

output "environments" {
  value = keys(data.infisical_projects.example.environments)
}
