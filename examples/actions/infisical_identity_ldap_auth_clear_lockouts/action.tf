data "infisical_identity_details" "current" {}

resource "infisical_identity" "app" {
  name   = "ex-clear-ldap-lockouts"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "no-access"
}

resource "infisical_identity_ldap_auth" "app" {
  identity_id = infisical_identity.app.id
  url         = "ldaps://ldap.example.com:636"
  bind_dn     = "cn=infisical,ou=services,dc=example,dc=com"
  bind_pass   = "fake-password"
  search_base = "ou=people,dc=example,dc=com"
}

# terraform apply -invoke=action.infisical_identity_ldap_auth_clear_lockouts.example
action "infisical_identity_ldap_auth_clear_lockouts" "example" {
  config {
    identity_id = infisical_identity_ldap_auth.app.identity_id
  }
}
