# By application and profile, each by ID or name.
terraform import infisical_cert_manager_application_profile.example ex-cm-application-profile:ex-cm-application-profile
