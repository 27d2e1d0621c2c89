resource "infisical_project" "orders" {
  name = "Orders (role)"
  slug = "ex-project-role"
}

# Servers of 2024 know rules of the first generation only.
resource "infisical_project_role" "example" {
  project_id = infisical_project.orders.id
  slug       = "deployer"
  name       = "Deployer"

  permissions = [
    {
      subject = "secrets"
      action  = "read"
      conditions = {
        environment = "prod"
        secret_path = "/**"
      }
    },
  ]
}
