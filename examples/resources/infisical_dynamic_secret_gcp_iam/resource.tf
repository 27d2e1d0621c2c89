resource "infisical_project" "example" {
  name = "Pipelines"
  slug = "ex-dyn-gcp-iam"
}

resource "infisical_dynamic_secret_gcp_iam" "example" {
  name             = "pipeline-tokens"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "30m"

  configuration = {
    service_account_email = "pipeline@shop-prod.iam.gserviceaccount.com"
    token_scopes          = ["https://www.googleapis.com/auth/devstorage.read_only"]
  }
}
