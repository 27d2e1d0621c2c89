resource "infisical_project" "example" {
  name = "Backend"
  slug = "ex-rot-supabase-api-key"
}

resource "infisical_app_connection_supabase" "example" {
  name   = "ex-rot-supabase-api-key"
  method = "access-token"

  credentials = {
    access_key = "fake-access-key"
  }
}

resource "infisical_secret_rotation_supabase_api_key" "example" {
  name          = "backend"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_supabase.example.id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    project_ref = "abcdefghijklmnopqrst"
    key_type    = "secret"
  }

  secrets_mapping = {
    api_key = "SUPABASE_SECRET_KEY"
  }
}
