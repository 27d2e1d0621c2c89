# Invited to the organization, too, when new to it.
resource "infisical_cert_manager_user" "example" {
  email = "grace+ex-cm-user@example.com"
  role  = "member"
}
