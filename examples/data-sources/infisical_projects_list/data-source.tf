resource "infisical_project" "shop" {
  name = "Shop (data projects)"
  slug = "ex-data-projects-list"
}

data "infisical_projects_list" "example" {
  slugs = [infisical_project.shop.slug]
}

output "environments" {
  description = "Slugs of environments by project"
  value = {
    for project in data.infisical_projects_list.example.projects :
    project.slug => project.environments[*].slug
  }
}
