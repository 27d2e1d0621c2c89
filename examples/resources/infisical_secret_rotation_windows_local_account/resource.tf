resource "infisical_project" "example" {
  name = "File server"
  slug = "ex-rot-windows-local-account"
}

resource "infisical_app_connection_smb" "example" {
  name = "ex-rot-windows-local-account"

  credentials = {
    host     = "files.example.com"
    domain   = "EXAMPLE"
    username = "svc-infisical"
    password = "fake-password"
  }
}

variable "present_password" {
  description = "Present password of the account, for the first rotation"
  type        = string
  sensitive   = true
  default     = "fake-password"
}

resource "infisical_secret_rotation_windows_local_account" "example" {
  name          = "file-service"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_smb.example.id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    username        = "svc-files"
    rotation_method = "login-as-target"
    password_requirements = {
      length = 32
      required = {
        digits    = 2
        lowercase = 2
        uppercase = 2
        symbols   = 1
      }
      allowed_symbols = "-_.~"
    }
  }

  secrets_mapping = {
    username = "FILES_USERNAME"
    password = "FILES_PASSWORD"
  }

  # Write-only: sent once at creation, never in the state.
  temporary_parameters = {
    password_wo         = var.present_password
    password_wo_version = 1
  }
}
