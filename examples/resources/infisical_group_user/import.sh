# by the ID of the group and the user name
terraform import infisical_group_user.example 7d4f8f0e-2a55-4c8c-9a35-0f1f7b9a3c11,bob@example.com
