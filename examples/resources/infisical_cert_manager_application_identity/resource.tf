data "infisical_identity_details" "current" {}

resource "infisical_cert_manager_application" "example" {
  name = "ex-cm-application-identity"
}

resource "infisical_identity" "example" {
  name   = "ex-cm-application-identity"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "no-access"
}

resource "infisical_cert_manager_identity" "example" {
  identity_id = infisical_identity.example.id
  role        = "member"
}

# The deployment asks for certificates of the application.
resource "infisical_cert_manager_application_identity" "example" {
  application_id = infisical_cert_manager_application.example.id
  identity_id    = infisical_cert_manager_identity.example.identity_id
  role           = "operator"
}
