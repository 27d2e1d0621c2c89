# By the name of the identity, or its ID.
terraform import infisical_cert_manager_identity.example ex-cm-identity
