resource "infisical_project" "example" {
  name = "Support"
  slug = "ex-dyn-totp"
}

resource "infisical_dynamic_secret_totp" "example" {
  name             = "shared-mailbox"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "2m"

  configuration = {
    config_type = "url"
    url         = "otpauth://totp/Example:mailbox?secret=JBSWY3DPEHPK3PXP&issuer=Example"
  }
}
