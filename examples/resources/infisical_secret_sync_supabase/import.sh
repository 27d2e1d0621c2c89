# By project (ID or slug) and name, or by the ID of the sync alone.
terraform import infisical_secret_sync_supabase.example ex-sync-supabase,edge-functions
