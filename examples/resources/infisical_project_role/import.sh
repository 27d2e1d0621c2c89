# by ID
terraform import infisical_project_role.example c1b6a2d4-8e3f-4b7a-9d52-6f0e1a2b3c4d

# by the ID of the project and the slug of the role
terraform import infisical_project_role.example 7d4f8f0e-2a55-4c8c-9a35-0f1f7b9a3c11,deployer

# by both slugs, for configurations with project_slug
terraform import infisical_project_role.example ex-project-role/deployer
