resource "infisical_app_connection_gcp" "example" {
  name        = "services-gcp"
  description = "Secret Manager of the services project"
  method      = "service-account-impersonation"

  credentials = {
    service_account_email = "infisical-5f0c2a5e-1c7b@example-services.iam.gserviceaccount.com"
  }
}
