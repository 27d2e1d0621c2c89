resource "infisical_cert_manager_application" "example" {
  name = "ex-cert-sync-run"
}

resource "infisical_app_connection_aws" "example" {
  name   = "ex-cert-sync-run"
  method = "access-key"
  credentials = {
    access_key_id     = "AKIAEXAMPLEEXAMPLE00"
    secret_access_key = "not-a-real-secret-key"
  }
}

resource "infisical_certificate_sync_aws_certificate_manager" "example" {
  name           = "load-balancers"
  application_id = infisical_cert_manager_application.example.id
  connection_id  = infisical_app_connection_aws.example.id

  sync_options = {
    certificate_name_schema = "shop-{{shortCertificateId}}"
  }

  destination_config = {
    aws_region = "eu-central-1"
  }
}

# terraform apply -invoke=action.infisical_certificate_sync_run.example pushes the certificates now.
action "infisical_certificate_sync_run" "example" {
  config {
    sync_id     = infisical_certificate_sync_aws_certificate_manager.example.id
    destination = "aws-certificate-manager"
  }
}
