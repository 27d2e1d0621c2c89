# By application (ID or name) and group (ID or slug).
terraform import infisical_cert_manager_application_group.example ex-cm-application-group:ex-cm-application-group
