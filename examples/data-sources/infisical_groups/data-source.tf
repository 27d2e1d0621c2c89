resource "infisical_group" "known" {
  name = "Known"
  slug = "ex-data-groups"
  role = "member"
}

data "infisical_groups" "example" {
  depends_on = [infisical_group.known]
}

output "slugs" {
  value = data.infisical_groups.example.groups[*].slug
}
