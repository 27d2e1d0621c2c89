# by the ID of the membership
terraform import infisical_project_identity.example c1b6a2d4-8e3f-4b7a-9d52-6f0e1a2b3c4d

# by the IDs of project and identity
terraform import infisical_project_identity.example 7d4f8f0e-2a55-4c8c-9a35-0f1f7b9a3c11,5f0c2a5e-1c7b-4f1e-9a57-3d2b8c6e9f10
