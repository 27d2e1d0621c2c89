data "infisical_identity_details" "current" {}

resource "infisical_identity" "app" {
  name   = "ex-universal-auth"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "no-access"
}

resource "infisical_identity_universal_auth" "example" {
  identity_id = infisical_identity.app.id

  access_token_ttl     = 3600
  access_token_max_ttl = 86400

  client_secret_trusted_ips = [
    { ip_address = "10.0.0.0/8" },
    { ip_address = "192.0.2.17" },
  ]

  lockout_threshold        = 5
  lockout_duration_seconds = 600
}
