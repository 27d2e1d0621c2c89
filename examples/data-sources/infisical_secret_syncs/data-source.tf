resource "infisical_project" "example" {
  name = "Shop (secret syncs)"
  slug = "ex-secret-syncs"
}

data "infisical_secret_syncs" "example" {
  project_id = infisical_project.example.id
}

# Fails the run while any sync of the project is broken.
check "secret_syncs" {
  assert {
    condition = alltrue([
      for sync in data.infisical_secret_syncs.example.secret_syncs : sync.sync_status != "failed"
    ])
    error_message = "Broken: ${join(", ", [
      for sync in data.infisical_secret_syncs.example.secret_syncs :
      "${sync.name} (${sync.last_sync_message})" if sync.sync_status == "failed"
    ])}"
  }
}
