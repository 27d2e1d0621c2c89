resource "infisical_project" "example" {
  name = "Support"
  slug = "ex-dyn-azure-entra-id"
}

resource "infisical_dynamic_secret_azure_entra_id" "example" {
  name             = "break-glass"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "30m"

  configuration = {
    tenant_id      = "0f1e2d3c-4b5a-4968-8776-655443322110"
    application_id = "11223344-5566-4788-99aa-bbccddeeff00"
    client_secret  = "fake-client-secret"
    user_id        = "aabbccdd-eeff-4011-8223-344556677889"
    email          = "break-glass@example.com"
  }
}
