resource "infisical_project" "example" {
  name = "Hosts (reconcile)"
  slug = "ex-reconcile"
}

resource "infisical_app_connection_ssh" "example" {
  name   = "ex-reconcile"
  method = "ssh-key"

  credentials = {
    host        = "bastion.example.com"
    username    = "infisical"
    private_key = "-----BEGIN OPENSSH PRIVATE KEY-----\nfake\n-----END OPENSSH PRIVATE KEY-----"
  }
}

resource "infisical_secret_rotation_unix_linux_local_account" "example" {
  name          = "backup-account"
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
    username        = "backup"
    rotation_method = "login-as-root"
    use_sudo        = true
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
    username = "BACKUP_USERNAME"
    password = "BACKUP_PASSWORD"
  }
}

# When somebody changed the password on the host: terraform apply -invoke=action.infisical_secret_rotation_reconcile.example
action "infisical_secret_rotation_reconcile" "example" {
  config {
    rotation_id = infisical_secret_rotation_unix_linux_local_account.example.id
    type        = "unix-linux-local-account"
  }
}
