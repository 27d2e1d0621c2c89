resource "infisical_cert_manager_application" "example" {
  name = "ex-cert-sync-aws-sm"
}

resource "infisical_app_connection_aws" "example" {
  name   = "ex-cert-sync-aws-sm"
  method = "access-key"
  credentials = {
    access_key_id     = "AKIAEXAMPLEEXAMPLE00"
    secret_access_key = "not-a-real-secret-key"
  }
}

resource "infisical_certificate_sync_aws_secrets_manager" "example" {
  name           = "certificates"
  description    = "Certificates of the shop"
  application_id = infisical_cert_manager_application.example.id
  connection_id  = infisical_app_connection_aws.example.id

  sync_options = {
    certificate_name_schema = "shop-{{applicationName}}-{{shortCertificateId}}"
    include_root_ca         = true
    field_mappings = {
      certificate = "tls.crt"
      private_key = "tls.key"
    }
  }

  destination_config = {
    aws_region = "eu-central-1"
  }
}
