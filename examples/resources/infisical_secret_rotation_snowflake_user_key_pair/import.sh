# by ID
terraform import infisical_secret_rotation_snowflake_user_key_pair.example 5f0c2a5e-1c7b-4f1e-9a57-3d2b8c6e9f10

# by project (ID or slug), environment, folder and name
terraform import infisical_secret_rotation_snowflake_user_key_pair.example ex-rot-snowflake-user-key-pair,prod,/,analytics-loader
