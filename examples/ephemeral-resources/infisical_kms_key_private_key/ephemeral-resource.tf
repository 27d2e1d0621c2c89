resource "infisical_project" "example" {
  name = "Signatures"
  slug = "ex-eph-private-key"
  type = "kms"
}

resource "infisical_kms_key" "example" {
  project_id           = infisical_project.example.id
  name                 = "release-signing"
  key_usage            = "sign-verify"
  encryption_algorithm = "ECC_NIST_P256"
  is_exportable        = true
}

ephemeral "infisical_kms_key_private_key" "example" {
  key_id = infisical_kms_key.example.id
}
