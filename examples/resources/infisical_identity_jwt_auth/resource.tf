data "infisical_identity_details" "current" {}

resource "infisical_identity" "app" {
  name   = "ex-jwt-auth"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "no-access"
}

resource "infisical_identity_jwt_auth" "example" {
  identity_id = infisical_identity.app.id

  configuration_type = "static"
  bound_issuer       = "https://issuer.example.com"
  bound_audiences    = ["infisical"]

  bound_claims = {
    team = "orders, billing"
  }

  public_keys = [
    <<-EOT
      -----BEGIN PUBLIC KEY-----
      MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEsj/dACeeQrnWdiaH7UgTSnxdnMK/
      cQ79Ew5D/b1Gao54LIPwvRCi04D1n7B5j+LaUuSSMcw6TFFIbynQmN0sVg==
      -----END PUBLIC KEY-----
    EOT
  ]
}
