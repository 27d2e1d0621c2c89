# By ID, or by what is watched.
terraform import infisical_alert.example identity.authentication:3f0c2b1a-5d4e-4c7b-9a8f-0e1d2c3b4a59
