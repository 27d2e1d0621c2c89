resource "infisical_project" "shop" {
  name = "Shop (data roles)"
  slug = "ex-data-project-roles"
}

data "infisical_project_roles" "example" {
  project_id = infisical_project.shop.id
}

output "slugs" {
  value = data.infisical_project_roles.example.roles[*].slug
}
