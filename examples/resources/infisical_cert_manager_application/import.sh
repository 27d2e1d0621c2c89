# By name, or by ID.
terraform import infisical_cert_manager_application.example ex-cm-application
