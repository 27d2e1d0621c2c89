# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_github.example ex-dyn-github,prod,/,release-bot
