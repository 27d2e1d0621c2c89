resource "infisical_project" "example" {
  name = "Orders (key rotation)"
  slug = "ex-kms-key-rotate"
  type = "kms"
}

resource "infisical_kms_key" "example" {
  project_id           = infisical_project.example.id
  name                 = "order-data"
  description          = "Encrypts order exports"
  key_usage            = "encrypt-decrypt"
  encryption_algorithm = "aes-256-gcm"
}

# Run it with: terraform apply -invoke=action.infisical_kms_key_rotate.example
action "infisical_kms_key_rotate" "example" {
  config {
    key_id = infisical_kms_key.example.id
  }
}
