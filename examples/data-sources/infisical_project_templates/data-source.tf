resource "infisical_project_template" "known" {
  name = "ex-data-project-templates"
  type = "secret-manager"

  environments = [{ name = "Production", slug = "prod", position = 1 }]
}

data "infisical_project_templates" "example" {
  type = "secret-manager"

  depends_on = [infisical_project_template.known]
}

output "names" {
  value = data.infisical_project_templates.example.templates[*].name
}
