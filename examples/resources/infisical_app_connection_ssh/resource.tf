variable "ssh_private_key" {
  description = "Private key of the account"
  type        = string
  sensitive   = true
  default     = "-----BEGIN OPENSSH PRIVATE KEY-----\nfake\n-----END OPENSSH PRIVATE KEY-----"
}

resource "infisical_app_connection_ssh" "example" {
  name        = "hosts-ssh"
  description = "Rotates passwords of Unix accounts"
  method      = "ssh-key"

  credentials = {
    host        = "bastion.example.com"
    username    = "infisical"
    private_key = var.ssh_private_key
  }
}
