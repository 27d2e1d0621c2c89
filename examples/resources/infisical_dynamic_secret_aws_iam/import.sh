# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_aws_iam.example ex-dyn-aws-iam,prod,/,deployer
