data "infisical_identity_details" "current" {}

resource "infisical_identity" "app" {
  name   = "ex-token-auth"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "no-access"
}

resource "infisical_identity_token_auth" "example" {
  identity_id = infisical_identity.app.id

  access_token_ttl            = 604800
  access_token_max_ttl        = 604800
  access_token_num_uses_limit = 10000
}
