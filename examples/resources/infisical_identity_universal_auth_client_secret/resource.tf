data "infisical_identity_details" "current" {}

resource "infisical_identity" "ci" {
  name   = "ex-client-secret"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "no-access"
}

resource "infisical_identity_universal_auth" "ci" {
  identity_id = infisical_identity.ci.id
}

resource "infisical_identity_universal_auth_client_secret" "example" {
  identity_id          = infisical_identity_universal_auth.ci.identity_id
  description          = "CI of the orders service"
  ttl                  = 7776000
  number_of_uses_limit = 0

  # A new secret is there before the old one is revoked.
  lifecycle {
    create_before_destroy = true
  }
}
