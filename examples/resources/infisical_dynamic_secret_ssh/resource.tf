resource "infisical_project" "example" {
  name = "Servers"
  slug = "ex-dyn-ssh"
}

# Leases are short-lived SSH certificates.
resource "infisical_dynamic_secret_ssh" "example" {
  name             = "server-access"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "30m"

  configuration = {
    principals    = ["deploy", "ubuntu"]
    key_algorithm = "ED25519"
  }
}
