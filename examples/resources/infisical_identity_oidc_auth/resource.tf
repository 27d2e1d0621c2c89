data "infisical_identity_details" "current" {}

resource "infisical_identity" "app" {
  name   = "ex-oidc-auth"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "no-access"
}

resource "infisical_identity_oidc_auth" "example" {
  identity_id = infisical_identity.app.id

  oidc_discovery_url = "https://token.actions.githubusercontent.com"
  bound_issuer       = "https://token.actions.githubusercontent.com"
  bound_audiences    = ["https://github.com/example"]
  bound_subject      = "repo:example/orders:ref:refs/heads/main"

  bound_claims = {
    repository_owner = "example"
    environment      = "staging, production"
  }

  claim_metadata_mapping = {
    repository = "repository"
  }
}
