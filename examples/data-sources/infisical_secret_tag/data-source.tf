resource "infisical_project" "example" {
  name = "Storefront"
  slug = "ex-data-secret-tag"
}

resource "infisical_secret_tag" "example" {
  project_id = infisical_project.example.id
  name       = "payment"
  slug       = "payment"
  color      = "#2f6fed"
}

data "infisical_secret_tag" "example" {
  project_id = infisical_project.example.id
  slug       = infisical_secret_tag.example.slug
}

output "tag_id" {
  value = data.infisical_secret_tag.example.id
}
