resource "infisical_app_connection_azure_adcs" "adcs" {
  name = "ex-external-ca-adcs"

  credentials = {
    adcs_url = "https://ca.example.com/certsrv"
    username = "EXAMPLE\\svc-infisical"
    password = "not-a-real-password"
  }
}

resource "infisical_cert_manager_external_ca_adcs" "example" {
  name                     = "ex-external-ca-adcs"
  azure_adcs_connection_id = infisical_app_connection_azure_adcs.adcs.id
}
