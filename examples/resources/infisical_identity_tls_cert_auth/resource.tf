data "infisical_identity_details" "current" {}

resource "infisical_identity" "app" {
  name   = "ex-tls-cert-auth"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "no-access"
}

resource "infisical_identity_tls_cert_auth" "example" {
  identity_id = infisical_identity.app.id

  allowed_common_names      = ["orders.example.com"]
  allowed_subject_alt_names = ["orders.example.com", "uri:spiffe://example.com/orders"]

  ca_certificate = <<-EOT
    -----BEGIN CERTIFICATE-----
    MIIBgjCCASegAwIBAgIUOEKyVLJ/fghahf6HDVIK1tj/6wowCgYIKoZIzj0EAwIw
    FTETMBEGA1UEAwwKRXhhbXBsZSBDQTAgFw0yNjExMjUxMjU5NDBaGA8yMDU2MTEx
    NzEyNTk0MFowFTETMBEGA1UEAwwKRXhhbXBsZSBDQTBZMBMGByqGSM49AgEGCCqG
    SM49AwEHA0IABLI/3QAnnkK51nYmh+1IE0p8XZzCv3EO/RMOQ/29RmqOeCyD8L0Q
    otOA9Z+weY/i2lLkkjHMOkxRSG8p0JjdLFajUzBRMB0GA1UdDgQWBBQxGDNJqsqk
    ACVXT2Ht05XNvugnrTAfBgNVHSMEGDAWgBQxGDNJqsqkACVXT2Ht05XNvugnrTAP
    BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQDjfXtw6MYibTQUUNPh
    hZJ+aR2nUWWpExxqXuNEdcPBwAIhAIXxo6nu7PGpx83P9Kz17O1ZOMx9QlfduFAP
    wSFYXXiK
    -----END CERTIFICATE-----
  EOT
}
