# by ID
terraform import infisical_secret_rotation_aws_iam_user_secret.example 5f0c2a5e-1c7b-4f1e-9a57-3d2b8c6e9f10

# by project (ID or slug), environment, folder and name
terraform import infisical_secret_rotation_aws_iam_user_secret.example ex-rot-aws-iam-user-secret,prod,/,uploads
