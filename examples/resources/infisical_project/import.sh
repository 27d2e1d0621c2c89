# by ID
terraform import infisical_project.example 5f0c2a5e-1c7b-4f1e-9a57-3d2b8c6e9f10

# by slug
terraform import infisical_project.example ex-project
