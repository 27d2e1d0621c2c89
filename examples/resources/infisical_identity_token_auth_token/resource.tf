data "infisical_identity_details" "current" {}

resource "infisical_identity" "cron" {
  name   = "ex-token-auth-token"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "no-access"
}

resource "infisical_identity_token_auth" "cron" {
  identity_id = infisical_identity.cron.id
}

resource "infisical_identity_token_auth_token" "example" {
  identity_id = infisical_identity_token_auth.cron.identity_id
  name        = "nightly backup"
}
