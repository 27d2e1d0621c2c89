# By the ID of the sync and the ID or the serial number of the certificate.
terraform import infisical_certificate_sync_certificate.example 3f0c2b1a-5d4e-4c7b-9a8f-0e1d2c3b4a59:7a6b5c4d-3e2f-4a1b-9c8d-7e6f5a4b3c2d
