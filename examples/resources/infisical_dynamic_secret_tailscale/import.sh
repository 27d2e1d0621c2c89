# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_tailscale.example ex-dyn-tailscale,prod,/,ci-nodes
