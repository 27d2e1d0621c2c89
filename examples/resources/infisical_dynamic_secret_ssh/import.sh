# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_ssh.example ex-dyn-ssh,prod,/,server-access
