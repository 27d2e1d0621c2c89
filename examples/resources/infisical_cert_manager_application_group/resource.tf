resource "infisical_cert_manager_application" "example" {
  name = "ex-cm-application-group"
}

resource "infisical_group" "example" {
  name = "Certificate operators (ex)"
  slug = "ex-cm-application-group"
  role = "member"
}

resource "infisical_cert_manager_group" "example" {
  group_id = infisical_group.example.id
  role     = "member"
}

resource "infisical_cert_manager_application_group" "example" {
  application_id = infisical_cert_manager_application.example.id
  group_id       = infisical_cert_manager_group.example.group_id
  role           = "operator"
}
