# By application (ID or name) and identity (ID or name).
terraform import infisical_cert_manager_application_identity.example ex-cm-application-identity:ex-cm-application-identity
