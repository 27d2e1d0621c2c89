resource "infisical_project" "example" {
  name = "Shop (Zabbix)"
  slug = "ex-sync-zabbix"
}

resource "infisical_app_connection_zabbix" "example" {
  name = "ex-sync-zabbix"
  credentials = {
    instance_url = "https://zabbix.example.com"
    api_token    = "not-a-real-token"
  }
}

# Secret macros of one host.
resource "infisical_secret_sync_zabbix" "example" {
  name          = "host-macros"
  description   = "Keeps Zabbix up to date"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_zabbix.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "import-prioritize-source"
    key_schema            = "{{secretKey}}"
  }

  destination_config = {
    scope      = "host"
    host_id    = "10084"
    host_name  = "web-1"
    macro_type = 1
  }

  remove_secrets_on_destroy = true
}

# Macros that all hosts see.
resource "infisical_secret_sync_zabbix" "global" {
  name          = "global-macros"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_zabbix.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior   = "overwrite-destination"
    disable_secret_deletion = true
  }

  destination_config = {
    scope      = "global"
    macro_type = 1
  }
}
