resource "infisical_project" "example" {
  name = "Directory"
  slug = "ex-rot-ldap-password"
}

resource "infisical_app_connection_ldap" "example" {
  name   = "ex-rot-ldap-password"
  method = "simple-bind"

  credentials = {
    provider = "active-directory"
    url      = "ldaps://dc.example.com:636"
    dn       = "CN=infisical,OU=Services,DC=example,DC=com"
    password = "fake-password"
  }
}

variable "present_password" {
  description = "Present password of the account, for the first rotation"
  type        = string
  sensitive   = true
  default     = "fake-password"
}

resource "infisical_secret_rotation_ldap_password" "example" {
  name          = "app-account"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_ldap.example.id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    dn              = "CN=app,OU=Services,DC=example,DC=com"
    rotation_method = "target-principal"
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
    dn       = "LDAP_BIND_DN"
    password = "LDAP_BIND_PASSWORD"
  }

  # Write-only: sent once at creation, never in the state.
  temporary_parameters = {
    password_wo         = var.present_password
    password_wo_version = 1
  }
}
