variable "ldap_bind_password" {
  description = "Password of the account that searches the directory"
  type        = string
  sensitive   = true
  default     = "fake-password"
}

data "infisical_identity_details" "current" {}

resource "infisical_identity" "app" {
  name   = "ex-ldap-auth"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "no-access"
}

resource "infisical_identity_ldap_auth" "example" {
  identity_id = infisical_identity.app.id

  url           = "ldaps://ldap.example.com:636"
  bind_dn       = "cn=infisical,ou=services,dc=example,dc=com"
  bind_pass     = var.ldap_bind_password
  search_base   = "ou=people,dc=example,dc=com"
  search_filter = "(uid={{username}})"

  allowed_fields = [
    { key = "department", value = "platform, operations" },
  ]
}
