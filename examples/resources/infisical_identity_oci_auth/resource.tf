data "infisical_identity_details" "current" {}

resource "infisical_identity" "app" {
  name   = "ex-oci-auth"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "no-access"
}

resource "infisical_identity_oci_auth" "example" {
  identity_id = infisical_identity.app.id

  tenancy_ocid      = "ocid1.tenancy.oc1..exampleuniqueid"
  allowed_usernames = ["deployer", "orders@example.com"]
}
