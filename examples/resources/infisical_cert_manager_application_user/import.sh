# By application (ID or name) and e-mail address.
terraform import infisical_cert_manager_application_user.example ex-cm-application-user:ada+ex-cm-application-user@example.com
