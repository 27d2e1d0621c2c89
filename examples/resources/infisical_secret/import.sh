# by ID
terraform import infisical_secret.example 5f0c2a5e-1c7b-4f1e-9a57-3d2b8c6e9f10

# by project (ID or slug), environment, folder and name
terraform import infisical_secret.example ex-secret/prod/:DATABASE_URL

# in the official form: project ID, environment, folder, name
terraform import infisical_secret.example 5f0c2a5e-1c7b-4f1e-9a57-3d2b8c6e9f10:prod:/:DATABASE_URL

# managed write-only from then on: the value stays out of state
terraform import infisical_secret.example write-only:ex-secret/prod/:STRIPE_KEY
