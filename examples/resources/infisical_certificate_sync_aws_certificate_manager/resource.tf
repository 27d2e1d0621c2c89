resource "infisical_cert_manager_application" "example" {
  name = "ex-cert-sync-acm"
}

resource "infisical_app_connection_aws" "example" {
  name   = "ex-cert-sync-acm"
  method = "access-key"
  credentials = {
    access_key_id     = "AKIAEXAMPLEEXAMPLE00"
    secret_access_key = "not-a-real-secret-key"
  }
}

resource "infisical_certificate_sync_aws_certificate_manager" "example" {
  name           = "load-balancers"
  description    = "Certificates of the shop"
  application_id = infisical_cert_manager_application.example.id
  connection_id  = infisical_app_connection_aws.example.id

  sync_options = {
    certificate_name_schema = "shop-{{shortCertificateId}}"
    preserve_arn            = true
  }

  destination_config = {
    aws_region = "eu-central-1"
  }
}
