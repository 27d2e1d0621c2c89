# by project and finding
terraform import infisical_secret_scanning_finding.example 5f0c2a5e-1c7b-4f1e-9a57-3d2b8c6e9f10,0c9b1a6e-5d3f-4c7a-8b21-9e0f1d2c3b4a
