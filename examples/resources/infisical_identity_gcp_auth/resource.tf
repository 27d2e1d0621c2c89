data "infisical_identity_details" "current" {}

resource "infisical_identity" "app" {
  name   = "ex-gcp-auth"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "no-access"
}

resource "infisical_identity_gcp_auth" "example" {
  identity_id = infisical_identity.app.id

  type                           = "gce"
  allowed_service_account_emails = ["orders@example-project.iam.gserviceaccount.com"]
  allowed_projects               = ["example-project"]
  allowed_zones                  = ["europe-west1-b"]
}
