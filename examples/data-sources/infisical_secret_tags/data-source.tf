resource "infisical_project" "example" {
  name = "Storefront"
  slug = "ex-data-secret-tags"
}

resource "infisical_secret_tag" "example" {
  project_id = infisical_project.example.id
  name       = "payment"
  slug       = "payment"
  color      = "#2f6fed"
}

data "infisical_secret_tags" "example" {
  project_id = infisical_project.example.id

  depends_on = [infisical_secret_tag.example]
}

output "tag_ids" {
  value = { for tag in data.infisical_secret_tags.example.tags : tag.slug => tag.id }
}
