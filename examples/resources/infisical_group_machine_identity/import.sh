# by the IDs of group and identity
terraform import infisical_group_machine_identity.example 7d4f8f0e-2a55-4c8c-9a35-0f1f7b9a3c11,5f0c2a5e-1c7b-4f1e-9a57-3d2b8c6e9f10
