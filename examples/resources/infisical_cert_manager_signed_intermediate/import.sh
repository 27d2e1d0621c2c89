terraform import infisical_cert_manager_signed_intermediate.example <ca_id>:<serial_number>
