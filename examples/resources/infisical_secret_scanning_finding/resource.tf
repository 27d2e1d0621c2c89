variable "scanning_project_id" {
  description = "ID of the secret scanning project"
  type        = string
  default     = "0a000000-0000-4000-8000-000000000008"
}

# Takes a finding that the scanner reported over and settles it.
resource "infisical_secret_scanning_finding" "example" {
  project_id = var.scanning_project_id
  finding_id = "0a000000-0000-4000-8000-000000000009"
  status     = "false-positive"
  remarks    = "An example in the documentation"
}
