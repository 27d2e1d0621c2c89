resource "infisical_group" "example" {
  name = "Platform engineers"
  slug = "ex-platform"
  role = "member"
}
