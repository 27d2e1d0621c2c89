resource "infisical_project" "example" {
  name = "Warehouse"
  slug = "ex-rot-dbt-service-token"
}

variable "dbt_connection_id" {
  description = "ID of the connection, made in Infisical"
  type        = string
  default     = "0a000000-0000-4000-8000-00000000c003"
}

resource "infisical_secret_rotation_dbt_service_token" "example" {
  name          = "nightly-jobs"
  project_id    = infisical_project.example.id
  connection_id = var.dbt_connection_id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    permission_grants = [{
      permission_set = "job_runner"
      project_id     = 70403103918
      }, {
      permission_set = "metadata_only"
    }]
  }

  secrets_mapping = {
    service_token = "DBT_SERVICE_TOKEN"
  }
}
