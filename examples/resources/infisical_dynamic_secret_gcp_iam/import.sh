# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_gcp_iam.example ex-dyn-gcp-iam,prod,/,pipeline-tokens
