resource "infisical_org_role" "example" {
  slug        = "ex-auditor"
  name        = "Auditor"
  description = "Sees who may do what"

  permissions = [
    { subject = "member", action = ["read"] },
    { subject = "role", action = ["read"] },
    { subject = "identity", action = ["read"] },
  ]
}
