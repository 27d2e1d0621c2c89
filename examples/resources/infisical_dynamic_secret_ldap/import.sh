# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_ldap.example ex-dyn-ldap,prod,/,contractors
