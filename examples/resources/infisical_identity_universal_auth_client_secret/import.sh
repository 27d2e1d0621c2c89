# by the IDs of identity and client secret (the secret itself stays unknown)
terraform import infisical_identity_universal_auth_client_secret.example 5f0c2a5e-1c7b-4f1e-9a57-3d2b8c6e9f10,c1b6a2d4-8e3f-4b7a-9d52-6f0e1a2b3c4d
