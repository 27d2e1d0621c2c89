variable "oci_private_key" {
  description = "Private key of the API key"
  type        = string
  sensitive   = true
  default     = "-----BEGIN PRIVATE KEY-----\nfake\n-----END PRIVATE KEY-----"
}

resource "infisical_app_connection_oci" "example" {
  name        = "vaults-oci"
  description = "Vaults of the Frankfurt region"

  credentials = {
    user_ocid    = "ocid1.user.oc1..fakeuser"
    tenancy_ocid = "ocid1.tenancy.oc1..faketenancy"
    region       = "eu-frankfurt-1"
    fingerprint  = "20:3b:97:13:55:1c:5b:0d:d3:37:d8:50:4e:c5:3a:34"
    private_key  = var.oci_private_key
  }
}
