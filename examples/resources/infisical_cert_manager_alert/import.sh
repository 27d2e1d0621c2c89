# By application (ID or name) and event, or by ID.
terraform import infisical_cert_manager_alert.example ex-cm-alert,expiration
