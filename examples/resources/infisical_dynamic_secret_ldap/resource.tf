resource "infisical_project" "example" {
  name = "Directory"
  slug = "ex-dyn-ldap"
}

resource "infisical_dynamic_secret_ldap" "example" {
  name             = "contractors"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "8h"

  configuration = {
    url             = "ldaps://ldap.example.com"
    binddn          = "cn=infisical,ou=services,dc=example,dc=com"
    bindpass        = "fake-password"
    credential_type = "dynamic"
    creation_ldif   = <<-LDIF
      dn: uid={{Username}},ou=contractors,dc=example,dc=com
      changetype: add
      objectClass: inetOrgPerson
      cn: {{Username}}
      sn: Contractor
      userPassword: {{Password}}
    LDIF
    revocation_ldif = <<-LDIF
      dn: uid={{Username}},ou=contractors,dc=example,dc=com
      changetype: delete
    LDIF
  }
}
