terraform import infisical_cert_manager_ca_certificate.example <ca_id>:<certificate_id>
