resource "infisical_org_role" "support" {
  slug = "ex-support"
  name = "Support"

  permissions = [
    { subject = "member", action = ["read"] },
  ]
}

resource "infisical_scim_group_org_role_mapping" "example" {
  mappings = [
    { group_name = "Everyone", role_slug = "member" },
    { group_name = "Support", role_slug = infisical_org_role.support.slug },
  ]
}
