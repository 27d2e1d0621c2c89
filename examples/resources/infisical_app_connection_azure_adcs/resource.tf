variable "adcs_password" {
  description = "Password of the service account"
  type        = string
  sensitive   = true
  default     = "fake-password"
}

resource "infisical_app_connection_azure_adcs" "example" {
  name        = "internal-ca-adcs"
  description = "Internal certificate authority"

  credentials = {
    adcs_url = "https://ca.example.com/certsrv"
    username = "EXAMPLE\\svc-infisical"
    password = var.adcs_password
  }
}
