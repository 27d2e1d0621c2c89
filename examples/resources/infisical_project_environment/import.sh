# by project and ID
terraform import infisical_project_environment.example 5f0c2a5e-1c7b-4f1e-9a57-3d2b8c6e9f10,0c9b1a6e-5d3f-4c7a-8b21-9e0f1d2c3b4a

# by project (ID or slug) and slug
terraform import infisical_project_environment.example ex-project-environment/qa
