resource "infisical_cert_manager_application" "example" {
  name = "ex-cm-alert"
}

resource "infisical_cert_manager_alert" "example" {
  application_id = infisical_cert_manager_application.example.id
  name           = "expiring-certificates"
  description    = "Somebody must look after the renewal"
  event_type     = "expiration"
  alert_before   = "30d"

  channels = [
    { email = { recipients = ["platform@example.com"] } },
    { slack = { webhook_url = "https://hooks.slack.com/services/T00000000/B00000000/not-a-real-webhook" } },
  ]
}

# Another event is another alert.
resource "infisical_cert_manager_alert" "revocation" {
  application_id = infisical_cert_manager_application.example.id
  name           = "revoked-certificates"
  event_type     = "revocation"

  channels = [{
    webhook = {
      url            = "https://alerts.example.com/infisical"
      signing_secret = "not-a-real-signing-secret"
    }
  }]
}
