data "infisical_certificate_syncs" "example" {
  destination = "aws-certificate-manager"
}

output "failed_certificate_syncs" {
  value = [for s in data.infisical_certificate_syncs.example.certificate_syncs : s.name if s.sync_status == "failed"]
}
