resource "infisical_project" "example" {
  name = "Analytics"
  slug = "ex-rot-snowflake-user-key-pair"
}

variable "snowflake_connection_id" {
  description = "ID of the connection, made in Infisical"
  type        = string
  default     = "0a000000-0000-4000-8000-00000000c008"
}

resource "infisical_secret_rotation_snowflake_user_key_pair" "example" {
  name          = "analytics-loader"
  project_id    = infisical_project.example.id
  connection_id = var.snowflake_connection_id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    username = "ANALYTICS_LOADER"
  }

  secrets_mapping = {
    private_key = "SNOWFLAKE_PRIVATE_KEY"
    public_key  = "SNOWFLAKE_PUBLIC_KEY"
  }
}
