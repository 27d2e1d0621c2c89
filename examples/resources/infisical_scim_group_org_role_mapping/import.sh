# there is one list for the organization
terraform import infisical_scim_group_org_role_mapping.example group-org-role-mappings
