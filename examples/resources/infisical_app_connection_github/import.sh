# by project (ID or slug) and name
terraform import infisical_app_connection_github.example ex-github-conn,repositories-github

# by ID
terraform import infisical_app_connection_github.example 5f0c2a5e-1c7b-4f1e-9a57-3d2b8c6e9f10
