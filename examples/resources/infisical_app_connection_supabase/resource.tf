variable "supabase_access_key" {
  description = "Supabase access token"
  type        = string
  sensitive   = true
  default     = "fake-access-key"
}

resource "infisical_app_connection_supabase" "example" {
  name        = "backends-supabase"
  description = "Edge function secrets"
  method      = "access-token"

  credentials = {
    access_key = var.supabase_access_key
  }
}
