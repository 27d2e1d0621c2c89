# By application (ID or name) and name, or by the ID of the sync.
terraform import infisical_certificate_sync_chef.example ex-cert-sync-chef,data-bag
