resource "infisical_project" "example" {
  name = "Sessions"
  slug = "ex-rot-redis-credentials"
}

resource "infisical_app_connection_redis" "example" {
  name = "ex-rot-redis-credentials"

  credentials = {
    host     = "sessions.redis.example.com"
    username = "infisical"
    password = "fake-password"
  }
}

resource "infisical_secret_rotation_redis_credentials" "example" {
  name          = "sessions"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_redis.example.id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    permission_scope = "~session:* +@read +@write"
  }

  secrets_mapping = {
    username = "REDIS_USERNAME"
    password = "REDIS_PASSWORD"
  }
}
