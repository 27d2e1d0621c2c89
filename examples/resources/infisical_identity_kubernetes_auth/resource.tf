data "infisical_identity_details" "current" {}

resource "infisical_identity" "app" {
  name   = "ex-kubernetes-auth"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "no-access"
}

resource "infisical_identity_kubernetes_auth" "example" {
  identity_id = infisical_identity.app.id

  kubernetes_host               = "https://k8s.example.com:6443"
  allowed_namespaces            = ["orders", "billing"]
  allowed_service_account_names = ["infisical-reader"]

  kubernetes_ca_certificate = <<-EOT
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

  # Terraform 1.11 and later: the token never stands in state.
  token_reviewer_jwt_wo         = "fake-service-account-token"
  token_reviewer_jwt_wo_version = 1
}
