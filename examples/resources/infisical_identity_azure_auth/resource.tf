data "infisical_identity_details" "current" {}

resource "infisical_identity" "app" {
  name   = "ex-azure-auth"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "no-access"
}

resource "infisical_identity_azure_auth" "example" {
  identity_id = infisical_identity.app.id

  tenant_id                     = "00000000-0000-4000-8000-000000000001"
  resource_url                  = "https://management.azure.com"
  allowed_service_principal_ids = ["00000000-0000-4000-8000-000000000002"]
}
