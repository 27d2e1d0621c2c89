terraform {
  required_providers {
    infisical = {
      source = "infisical/infisical"
    }
  }
}

# Reads INFISICAL_UNIVERSAL_AUTH_CLIENT_ID and INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET.
provider "infisical" {
  host = "https://app.infisical.com" # or https://eu.infisical.com, or your own server
  auth = {
    universal = {}
  }
}

# A second identity, for another organization, in the same configuration.
provider "infisical" {
  alias = "ci"
  auth = {
    oidc = {
      identity_id = "8b6f5c2e-4d1a-4f0b-9a77-2c3d4e5f6a7b"
    }
  }
}
