variable "ldap_password" {
  description = "Password of the bind account"
  type        = string
  sensitive   = true
  default     = "fake-password"
}

resource "infisical_app_connection_ldap" "example" {
  name        = "directory-ldap"
  description = "Rotates passwords of service accounts"
  method      = "simple-bind"

  credentials = {
    provider = "active-directory"
    url      = "ldaps://dc.example.com:636"
    dn       = "CN=infisical,OU=Services,DC=example,DC=com"
    password = var.ldap_password
  }
}
