resource "infisical_identity" "deployer" {
  name   = "ex-project-template"
  org_id = data.infisical_identity_details.own.organization.id
  role   = "member"
}

data "infisical_identity_details" "own" {}

resource "infisical_project_template" "example" {
  name        = "ex-project-template"
  description = "How every team begins"
  type        = "secret-manager"

  environments = [
    { name = "Development", slug = "dev", position = 1 },
    { name = "Production", slug = "prod", position = 2 },
  ]

  roles = [
    {
      name = "Deployer"
      slug = "deployer"
      permissions = [
        {
          subject    = "secrets"
          action     = ["describeSecret", "readValue"]
          conditions = jsonencode({ environment = { "$eq" = "prod" } })
        },
      ]
    },
  ]

  identities = [
    { identity_id = infisical_identity.deployer.id, roles = ["deployer"] },
  ]
}

# A project that begins so.
resource "infisical_project" "team" {
  name          = "Team (template)"
  slug          = "ex-project-template"
  template_name = infisical_project_template.example.name
}
