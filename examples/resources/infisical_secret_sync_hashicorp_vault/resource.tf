resource "infisical_project" "example" {
  name = "Shop (HashiCorp Vault)"
  slug = "ex-sync-hashicorp-vault"
}

resource "infisical_app_connection_hashicorp_vault" "example" {
  name   = "ex-sync-hashicorp-vault"
  method = "app-role"
  credentials = {
    instance_url = "https://vault.example.com"
    role_id      = "example-role"
    secret_id    = "not-a-real-secret"
  }
}

resource "infisical_secret_sync_hashicorp_vault" "example" {
  name          = "vault-secret"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_hashicorp_vault.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "import-prioritize-source"
  }

  destination_config = {
    mount = "secret"
    path  = "shop/backend"
  }
}
