resource "infisical_project" "example" {
  name = "Sessions"
  slug = "ex-dyn-aws-elasticache"
}

resource "infisical_dynamic_secret_aws_elasticache" "example" {
  name             = "cache-users"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "1h"

  configuration = {
    region            = "eu-central-1"
    cluster_name      = "sessions"
    access_key_id     = "AKIAEXAMPLEEXAMPLE12"
    secret_access_key = "fake-secret-access-key"
    creation_statement = jsonencode({
      UserId             = "{{username}}"
      UserName           = "{{username}}"
      Engine             = "redis"
      Passwords          = ["{{password}}"]
      AccessString       = "on ~* +@read"
      NoPasswordRequired = false
    })
    revocation_statement = jsonencode({ UserId = "{{username}}" })
  }
}
