resource "infisical_cert_manager_certificate_policy" "example" {
  name = "ex-cert-sync-certificate"

  validity {
    max = "90d"
  }
}

resource "infisical_cert_manager_certificate_profile" "example" {
  name                  = "ex-cert-sync-certificate"
  certificate_policy_id = infisical_cert_manager_certificate_policy.example.id
  issuer_type           = "self-signed"
}

resource "infisical_cert_manager_application" "example" {
  name = "ex-cert-sync-certificate"
}

resource "infisical_cert_manager_application_profile" "example" {
  application_id = infisical_cert_manager_application.example.id
  profile_id     = infisical_cert_manager_certificate_profile.example.id
  api_config     = {}
}

resource "infisical_cert_manager_certificate" "example" {
  application_id = infisical_cert_manager_application_profile.example.application_id
  profile_id     = infisical_cert_manager_application_profile.example.profile_id
  common_name    = "shop.example.com"
  ttl            = "90d"
}

resource "infisical_app_connection_aws" "example" {
  name   = "ex-cert-sync-certificate"
  method = "access-key"
  credentials = {
    access_key_id     = "AKIAEXAMPLEEXAMPLE00"
    secret_access_key = "not-a-real-secret-key"
  }
}

resource "infisical_certificate_sync_aws_certificate_manager" "example" {
  name           = "load-balancer"
  application_id = infisical_cert_manager_application.example.id
  connection_id  = infisical_app_connection_aws.example.id

  sync_options = {
    certificate_name_schema = "shop-{{shortCertificateId}}"
  }

  destination_config = {
    aws_region = "eu-central-1"
  }
}

resource "infisical_certificate_sync_certificate" "example" {
  certificate_sync_id = infisical_certificate_sync_aws_certificate_manager.example.id
  certificate_id      = infisical_cert_manager_certificate.example.id
}
