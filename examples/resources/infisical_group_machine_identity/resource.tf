data "infisical_identity_details" "current" {}

resource "infisical_identity" "worker" {
  name   = "ex-group-machine-identity"
  org_id = data.infisical_identity_details.current.organization.id
  role   = "no-access"
}

resource "infisical_group" "workers" {
  name = "Workers"
  slug = "ex-workers"
  role = "no-access"
}

resource "infisical_group_machine_identity" "example" {
  group_id    = infisical_group.workers.id
  identity_id = infisical_identity.worker.id
}
