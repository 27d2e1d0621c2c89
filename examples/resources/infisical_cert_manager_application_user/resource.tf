resource "infisical_cert_manager_application" "example" {
  name = "ex-cm-application-user"
}

resource "infisical_cert_manager_user" "example" {
  email = "ada+ex-cm-application-user@example.com"
  role  = "member"
}

resource "infisical_cert_manager_application_user" "example" {
  application_id = infisical_cert_manager_application.example.id
  email          = infisical_cert_manager_user.example.email
  role           = "auditor"
}
