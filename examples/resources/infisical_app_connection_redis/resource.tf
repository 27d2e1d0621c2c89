variable "redis_password" {
  description = "Password of the Redis user"
  type        = string
  sensitive   = true
  default     = "fake-password"
}

resource "infisical_app_connection_redis" "example" {
  name        = "sessions-redis"
  description = "Rotates users of the session store"

  credentials = {
    host     = "sessions.redis.example.com"
    username = "infisical"
    password = var.redis_password
  }
}
