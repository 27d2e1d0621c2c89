# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_kubernetes.example ex-dyn-kubernetes,prod,/,deploy-tokens
