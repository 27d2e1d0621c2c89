# by ID
terraform import infisical_org_role.example c1b6a2d4-8e3f-4b7a-9d52-6f0e1a2b3c4d

# by slug
terraform import infisical_org_role.example ex-auditor
