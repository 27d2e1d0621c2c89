# A short-lived token of the identity that the provider logs in with, for example for a script.
ephemeral "infisical_access_token" "example" {}

locals {
  authorization = "Bearer ${ephemeral.infisical_access_token.example.access_token}"
}
