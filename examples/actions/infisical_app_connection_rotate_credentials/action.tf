resource "infisical_app_connection_azure_devops" "rotated" {
  name   = "ex-rotate-credentials"
  method = "client-secret"

  credentials = {
    organization_name    = "example"
    tenant_id            = "8d4a7b1c-2f3e-4a5b-9c6d-7e8f90a1b2c3"
    client_id            = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"
    client_secret        = "fake-client-secret"
    client_secret_key_id = "9c5b94b1-35ad-49bb-b118-8e8fc24abf80"
  }

  auto_rotation_enabled = true

  rotation = {
    rotation_interval = 30
    rotate_at_utc = {
      hours   = 3
      minutes = 30
    }
  }
}

# Run it with: terraform apply -invoke=action.infisical_app_connection_rotate_credentials.example
action "infisical_app_connection_rotate_credentials" "example" {
  config {
    app           = "azure-devops"
    connection_id = infisical_app_connection_azure_devops.rotated.id
  }
}
