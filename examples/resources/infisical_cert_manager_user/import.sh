# By e-mail address, or by the ID of the user.
terraform import infisical_cert_manager_user.example grace+ex-cm-user@example.com
