variable "scanning_project_id" {
  description = "ID of the secret scanning project"
  type        = string
  default     = "0a000000-0000-4000-8000-000000000008"
}

data "infisical_secret_scanning_findings" "example" {
  project_id = var.scanning_project_id
  severity   = "high"
}

output "files" {
  value = data.infisical_secret_scanning_findings.example.findings[*].file
}
