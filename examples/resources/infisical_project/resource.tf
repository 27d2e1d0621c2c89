resource "infisical_project" "example" {
  name        = "Storefront"
  slug        = "ex-project"
  description = "Secrets of the shop"

  has_delete_protection = false
  pit_version_limit     = 20
}
