resource "infisical_cert_manager_application" "example" {
  name        = "ex-cm-application"
  description = "Web shop and its workers"
}
