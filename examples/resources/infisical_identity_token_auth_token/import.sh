# by ID (the token itself stays unknown)
terraform import infisical_identity_token_auth_token.example c1b6a2d4-8e3f-4b7a-9d52-6f0e1a2b3c4d
