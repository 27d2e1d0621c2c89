resource "infisical_project" "example" {
  name = "Secret scanning (config)"
  slug = "ex-scan-config"
  type = "secret-scanning"
}

# What the scanner looks for, in Gitleaks' TOML.
resource "infisical_secret_scanning_config" "example" {
  project_id = infisical_project.example.id

  content = <<-TOML
    title = "Rules of the shop"

    [extend]
    useDefault = true

    [[rules]]
    id          = "shop-token"
    description = "Token of the shop's own API"
    regex       = "shop_[0-9a-f]{32}"
  TOML
}
