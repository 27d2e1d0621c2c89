resource "infisical_project" "orders" {
  name = "Orders (role)"
  slug = "ex-project-role"
}

resource "infisical_project_role" "example" {
  project_id  = infisical_project.orders.id
  slug        = "deployer"
  name        = "Deployer"
  description = "Reads what is deployed, and nothing of production's root folder"

  permissions_v2 = [
    {
      subject = "secrets"
      action  = ["describeSecret", "readValue"]
      conditions = jsonencode({
        environment = { "$in" = ["staging", "prod"] }
      })
    },
    {
      subject  = "secrets"
      action   = ["readValue"]
      inverted = true
      conditions = jsonencode({
        environment = { "$eq" = "prod" }
        secretPath  = { "$eq" = "/" }
      })
    },
  ]
}
