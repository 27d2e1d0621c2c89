resource "infisical_project" "example" {
  name = "Signatures"
  slug = "ex-data-public-key"
  type = "kms"
}

resource "infisical_kms_key" "example" {
  project_id           = infisical_project.example.id
  name                 = "release-signing"
  key_usage            = "sign-verify"
  encryption_algorithm = "ECC_NIST_P256"
}

data "infisical_kms_key_public_key" "example" {
  key_id = infisical_kms_key.example.id
}

output "public_key" {
  value = data.infisical_kms_key_public_key.example.public_key
}
