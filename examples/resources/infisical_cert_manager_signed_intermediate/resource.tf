resource "infisical_cert_manager_internal_ca" "root" {
  name        = "ex-signed-intermediate-root"
  type        = "root"
  common_name = "Signed Intermediate Example Root"
}

resource "infisical_cert_manager_signed_intermediate" "example" {
  ca_id           = infisical_cert_manager_internal_ca.root.id
  valid_for       = "1825d"
  max_path_length = 0
  csr             = <<-PEM
    -----BEGIN CERTIFICATE REQUEST-----
    MIHaMIGBAgEAMB8xHTAbBgNVBAMMFE91dHNpZGUgSW50ZXJtZWRpYXRlMFkwEwYH
    KoZIzj0CAQYIKoZIzj0DAQcDQgAEzunPpIOWwPpLd755b4OUQvbzIl4weNI4BJWw
    PzBIIohsJkg9WUkVMkUHFLBZGPzaXzPPX0ZcL4PJZ/Pf6JabU6AAMAoGCCqGSM49
    BAMCA0gAMEUCIEAVqG/lv7PMZRGy2j/JLP1hBNPRZvbdYtqDzSZxHjoqAiEA0DUT
    6hy3ELz2G0Ou6Yp+iKXzGdMS7qx0D3KE8kAK+Ac=
    -----END CERTIFICATE REQUEST-----
  PEM
}
