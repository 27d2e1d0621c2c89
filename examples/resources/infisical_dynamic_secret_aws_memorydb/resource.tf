resource "infisical_project" "example" {
  name = "Leaderboard"
  slug = "ex-dyn-aws-memorydb"
}

resource "infisical_dynamic_secret_aws_memorydb" "example" {
  name             = "memorydb-users"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "1h"

  configuration = {
    region       = "eu-central-1"
    cluster_name = "leaderboard"
    auth = {
      access_key_id     = "AKIAEXAMPLEEXAMPLE12"
      secret_access_key = "fake-secret-access-key"
    }
    creation_statement = jsonencode({
      UserName           = "{{username}}"
      AccessString       = "on ~* +@read"
      AuthenticationMode = { Type = "password", Passwords = ["{{password}}"] }
    })
    revocation_statement = jsonencode({ UserName = "{{username}}" })
  }
}
