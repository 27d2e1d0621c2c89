variable "zabbix_token" {
  description = "API token of a Zabbix user"
  type        = string
  sensitive   = true
  default     = "fake-api-token"
}

resource "infisical_project" "example" {
  name = "Zabbix monitoring"
  slug = "ex-zabbix-conn"
}

# The token is write-only: Terraform sends it and keeps it out of its state.
resource "infisical_app_connection_zabbix" "example" {
  name        = "monitoring-zabbix"
  description = "Macros of the monitored hosts"
  project_id  = infisical_project.example.id

  credentials = {
    instance_url         = "https://zabbix.example.com"
    api_token_wo         = var.zabbix_token
    api_token_wo_version = 1
  }
}
