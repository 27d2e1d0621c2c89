resource "infisical_project" "example" {
  name = "Shop (1Password)"
  slug = "ex-sync-1password"
}

resource "infisical_app_connection_1password" "example" {
  name   = "ex-sync-1password"
  method = "api-token"
  credentials = {
    instance_url = "https://connect.example.com"
    api_token    = "not-a-real-token"
  }
}

# The items of the vault follow the secrets; what is in the vault already is imported first.
resource "infisical_secret_sync_1password" "example" {
  name          = "production-vault"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_1password.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "import-prioritize-source"
  }

  destination_config = {
    vault_id    = "hfnjvi6aymbsnfc2xeeoheizda"
    value_label = "password"
  }
}
