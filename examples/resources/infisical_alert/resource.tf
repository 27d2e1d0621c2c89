data "infisical_identity_details" "current" {}

resource "infisical_identity" "example" {
  name   = "ex-alert"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "no-access"
}

resource "infisical_group" "example" {
  name = "On call (ex-alert)"
  slug = "ex-alert"
  role = "member"
}

# Before the client secrets and tokens of the identity expire.
resource "infisical_alert" "example" {
  name          = "deploy-credentials"
  description   = "Renew the credentials of the deployment"
  resource_type = "identity.authentication"
  resource_id   = infisical_identity.example.id

  expiry = {
    alert_before_days = 14
    daily_reminder    = true
  }

  channels = {
    on-call = {
      name  = "on-call"
      email = { recipients = [{ type = "group", id = infisical_group.example.id }] }
    }
    pager = {
      name      = "pager"
      pagerduty = { integration_key = "0123456789abcdef0123456789abcdef" }
    }
  }
}
