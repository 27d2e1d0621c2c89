resource "infisical_group" "example" {
  name = "Platform team (ex-cm-group)"
  slug = "ex-cm-group"
  role = "member"
}

resource "infisical_cert_manager_group" "example" {
  group_id = infisical_group.example.id
  role     = "admin"
}
