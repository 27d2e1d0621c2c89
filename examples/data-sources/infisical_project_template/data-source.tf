resource "infisical_project_template" "known" {
  name = "ex-data-project-template"
  type = "secret-manager"

  environments = [{ name = "Production", slug = "prod", position = 1 }]
}

data "infisical_project_template" "example" {
  name = infisical_project_template.known.name
}

output "environments" {
  value = data.infisical_project_template.example.environments[*].slug
}
