resource "infisical_sub_organization" "example" {
  name = "Example subsidiary"
  slug = "ex-subsidiary"
}
