variable "smb_password" {
  description = "Password of the Windows account"
  type        = string
  sensitive   = true
  default     = "fake-password"
}

resource "infisical_app_connection_smb" "example" {
  name        = "windows-smb"
  description = "Rotates local Windows accounts"

  credentials = {
    host     = "files.example.com"
    domain   = "EXAMPLE"
    username = "svc-infisical"
    password = var.smb_password
  }
}
