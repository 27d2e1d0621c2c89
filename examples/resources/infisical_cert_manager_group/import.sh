# By the slug of the group, or its ID.
terraform import infisical_cert_manager_group.example ex-cm-group
