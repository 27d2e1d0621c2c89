resource "infisical_cert_manager_application" "shop" {
  name = "ex-data-certificate-syncs"
}

data "infisical_certificate_syncs" "example" {
  application_id = infisical_cert_manager_application.shop.id
}

# Fails the run while any sync of the application is broken.
check "certificate_syncs" {
  assert {
    condition = alltrue([
      for sync in data.infisical_certificate_syncs.example.certificate_syncs : sync.sync_status != "failed"
    ])
    error_message = "A certificate sync is broken: see last_sync_message."
  }
}
