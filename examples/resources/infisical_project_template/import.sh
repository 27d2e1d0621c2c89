# By ID
terraform import infisical_project_template.example 6f9619ff-8b86-4d01-b42d-00cf4fc964ff
# By name
terraform import infisical_project_template.example ex-project-template
