resource "infisical_project" "people" {
  name = "People"
  slug = "ex-group-user"
}

# Inviting someone to a project brings them into the organization.
resource "infisical_project_user" "bob" {
  project_id = infisical_project.people.id
  username   = "bob@example.com"
  roles      = [{ role_slug = "viewer" }]
}

resource "infisical_group" "operators" {
  name = "Operators"
  slug = "ex-operators"
  role = "member"
}

resource "infisical_group_user" "example" {
  group_id = infisical_group.operators.id
  username = infisical_project_user.bob.username
}
