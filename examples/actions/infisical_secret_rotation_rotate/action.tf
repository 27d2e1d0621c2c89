resource "infisical_project" "example" {
  name = "Blog (rotate now)"
  slug = "ex-rotate-now"
}

resource "infisical_app_connection_mysql" "example" {
  name   = "ex-rotate-now"
  method = "username-and-password"

  credentials = {
    host     = "mysql.example.com"
    port     = 3306
    database = "shop"
    username = "infisical"
    password = "fake-password"
  }
}

resource "infisical_secret_rotation_mysql_credentials" "example" {
  name          = "blog-users"
  project_id    = infisical_project.example.id
  connection_id = infisical_app_connection_mysql.example.id
  environment   = "prod"
  secret_path   = "/"

  rotation_interval = 30
  rotate_at_utc = {
    hours   = 3
    minutes = 30
  }

  parameters = {
    username1 = "blog_a"
    username2 = "blog_b"
  }

  secrets_mapping = {
    username = "MYSQL_USERNAME"
    password = "MYSQL_PASSWORD"
  }
}

# After a leak, without waiting for the schedule: terraform apply -invoke=action.infisical_secret_rotation_rotate.example
action "infisical_secret_rotation_rotate" "example" {
  config {
    rotation_id = infisical_secret_rotation_mysql_credentials.example.id
    type        = "mysql-credentials"
  }
}
