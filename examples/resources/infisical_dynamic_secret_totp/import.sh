# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_totp.example ex-dyn-totp,prod,/,shared-mailbox
