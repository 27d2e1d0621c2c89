resource "infisical_project" "example" {
  name = "Shop (Azure Entra ID SCIM)"
  slug = "ex-sync-azure-entra-id-scim"
}

variable "connection_id" {
  description = "ID of a connection of the app azure-entra-id, made in Infisical."
  type        = string
  default     = "0a000000-0000-4000-8000-00000000c001"
}

resource "infisical_secret" "token" {
  workspace_id = infisical_project.example.id
  env_slug     = "prod"
  folder_path  = "/"
  name         = "SCIM_TOKEN"
  value        = "an-example-token"
}

# Entra ID provisions the users of an application with this token.
resource "infisical_secret_sync_azure_entra_id_scim" "example" {
  name          = "scim-token"
  project_id    = infisical_project.example.id
  connection_id = var.connection_id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "overwrite-destination"
    secret_key            = infisical_secret.token.name
  }

  destination_config = {
    service_principal_id = "2c1b0a9f-8e7d-4c6b-8a59-4837261504f3"
  }
}
