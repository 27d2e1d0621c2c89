resource "infisical_project" "example" {
  name = "Signatures"
  slug = "ex-kms-key"
  type = "kms"
}

resource "infisical_kms_key" "example" {
  project_id           = infisical_project.example.id
  name                 = "order-data"
  description          = "Encrypts order exports"
  key_usage            = "encrypt-decrypt"
  encryption_algorithm = "aes-256-gcm"
}
