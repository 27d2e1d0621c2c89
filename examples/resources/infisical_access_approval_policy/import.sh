# By ID
terraform import infisical_access_approval_policy.example 6f9619ff-8b86-4d01-b42d-00cf4fc964ff
# By project and name (needs a user's token: Infisical lists policies to users only)
terraform import infisical_access_approval_policy.example ex-access-policy/Production
