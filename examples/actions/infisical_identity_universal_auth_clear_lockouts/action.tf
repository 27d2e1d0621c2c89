data "infisical_identity_details" "current" {}

resource "infisical_identity" "app" {
  name   = "ex-clear-universal-lockouts"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "no-access"
}

resource "infisical_identity_universal_auth" "app" {
  identity_id = infisical_identity.app.id
}

# terraform apply -invoke=action.infisical_identity_universal_auth_clear_lockouts.example
action "infisical_identity_universal_auth_clear_lockouts" "example" {
  config {
    identity_id = infisical_identity_universal_auth.app.identity_id
  }
}
