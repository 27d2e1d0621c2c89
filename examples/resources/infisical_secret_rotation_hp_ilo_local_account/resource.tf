resource "infisical_project" "example" {
  name = "Server room"
  slug = "ex-rot-hp-ilo-local-account"
}

resource "infisical_app_connection_ssh" "example" {
  name   = "ex-rot-hp-ilo-local-account"
  method = "ssh-key"

  credentials = {
    host        = "bastion.example.com"
    username    = "infisical"
    private_key = "-----BEGIN OPENSSH PRIVATE KEY-----\nfake\n-----END OPENSSH PRIVATE KEY-----"
  }
}

resource "infisical_secret_rotation_hp_ilo_local_account" "example" {
  name          = "ilo-operator"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_ssh.example.id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    username        = "operator"
    rotation_method = "login-as-root"
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
    username = "ILO_USERNAME"
    password = "ILO_PASSWORD"
  }
}
