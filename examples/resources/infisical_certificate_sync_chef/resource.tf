resource "infisical_cert_manager_application" "example" {
  name = "ex-cert-sync-chef"
}

resource "infisical_app_connection_chef" "example" {
  name = "ex-cert-sync-chef"
  credentials = {
    server_url  = "https://chef.example.com"
    org_name    = "example"
    user_name   = "infisical"
    private_key = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIFakeFakeFakeFakeFakeFakeFakeFakeFakeFakeFake\n-----END PRIVATE KEY-----\n"
  }
}

resource "infisical_certificate_sync_chef" "example" {
  name           = "data-bag"
  application_id = infisical_cert_manager_application.example.id
  connection_id  = infisical_app_connection_chef.example.id

  sync_options = {
    certificate_name_schema  = "shop_{{certificateId}}"
    can_remove_certificates  = false
    preserve_item_on_renewal = true
  }

  destination_config = {
    data_bag_name = "certificates"
  }
}
