resource "infisical_project" "example" {
  name = "Shop (OCI Vault)"
  slug = "ex-sync-oci-vault"
}

resource "infisical_app_connection_oci" "example" {
  name = "ex-sync-oci-vault"
  credentials = {
    user_ocid    = "ocid1.user.oc1..exampleuser"
    tenancy_ocid = "ocid1.tenancy.oc1..exampletenancy"
    region       = "eu-frankfurt-1"
    fingerprint  = "12:34:56:78:90:ab:cd:ef:12:34:56:78:90:ab:cd:ef"
    private_key  = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIFakeFakeFakeFakeFakeFakeFakeFakeFakeFakeFake\n-----END PRIVATE KEY-----\n"
  }
}

resource "infisical_secret_sync_oci_vault" "example" {
  name          = "vault-secrets"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_oci.example.id
  environment   = "prod"
  secret_path   = "/"

  sync_options = {
    initial_sync_behavior = "import-prioritize-source"
  }

  destination_config = {
    compartment_ocid = "ocid1.compartment.oc1..examplecompartment"
    vault_ocid       = "ocid1.vault.oc1.eu-frankfurt-1.example.examplevault"
    key_ocid         = "ocid1.key.oc1.eu-frankfurt-1.example.examplekey"
  }
}
