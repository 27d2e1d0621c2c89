//! The Infisical HTTP client; knows no Terraform.
