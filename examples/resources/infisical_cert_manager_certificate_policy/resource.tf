resource "infisical_cert_manager_certificate_policy" "example" {
  name        = "ex-certificate-policy"
  description = "Servers below example.com"

  subject {
    type    = "common_name"
    allowed = ["*.example.com"]
  }

  sans {
    type    = "dns_name"
    allowed = ["*.example.com"]
    denied  = ["admin.example.com"]
  }

  key_usages {
    required = ["digital_signature"]
    allowed  = ["key_encipherment"]
  }

  extended_key_usages {
    allowed = ["server_auth", "client_auth"]
  }

  algorithms {
    signature     = ["SHA256-ECDSA", "SHA256-RSA"]
    key_algorithm = ["ECDSA-P256", "RSA-2048"]
  }

  validity {
    max = "90d"
  }

  basic_constraints {
    is_ca = "denied"
  }
}
