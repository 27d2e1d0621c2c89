resource "infisical_cert_manager_internal_ca" "root" {
  name        = "ex-certificate"
  type        = "root"
  common_name = "Certificate Example Root"
}

resource "infisical_cert_manager_certificate_policy" "any" {
  name = "ex-certificate"

  validity {
    max = "1y"
  }
}

resource "infisical_cert_manager_certificate_profile" "servers" {
  name                  = "ex-certificate"
  ca_id                 = infisical_cert_manager_internal_ca.root.id
  certificate_policy_id = infisical_cert_manager_certificate_policy.any.id
}

# Planned anew 30 days before it ends; the old one stays in use until the new one is there, and is revoked then.
resource "infisical_cert_manager_certificate" "example" {
  profile_id          = infisical_cert_manager_certificate_profile.servers.id
  common_name         = "shop.example.com"
  alt_names           = ["shop.example.com", "www.shop.example.com"]
  organization        = "Example GmbH"
  ttl                 = "90d"
  key_algorithm       = "EC_prime256v1"
  extended_key_usages = ["server_auth"]
  renew_before        = "30d"
  on_destroy          = "revoke"
  revocation_reason   = "SUPERSEDED"

  timeouts = {
    create = "10m"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# The key stays where it was made: only its request is sent.
resource "infisical_cert_manager_certificate" "from_request" {
  profile_id = infisical_cert_manager_certificate_profile.servers.id
  ttl        = "30d"
  csr        = <<-PEM
    -----BEGIN CERTIFICATE REQUEST-----
    MIHaMIGBAgEAMB8xHTAbBgNVBAMMFE91dHNpZGUgSW50ZXJtZWRpYXRlMFkwEwYH
    KoZIzj0CAQYIKoZIzj0DAQcDQgAEzunPpIOWwPpLd755b4OUQvbzIl4weNI4BJWw
    PzBIIohsJkg9WUkVMkUHFLBZGPzaXzPPX0ZcL4PJZ/Pf6JabU6AAMAoGCCqGSM49
    BAMCA0gAMEUCIEAVqG/lv7PMZRGy2j/JLP1hBNPRZvbdYtqDzSZxHjoqAiEA0DUT
    6hy3ELz2G0Ou6Yp+iKXzGdMS7qx0D3KE8kAK+Ac=
    -----END CERTIFICATE REQUEST-----
  PEM
}
