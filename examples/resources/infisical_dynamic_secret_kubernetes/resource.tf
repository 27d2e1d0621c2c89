resource "infisical_project" "example" {
  name = "Platform"
  slug = "ex-dyn-kubernetes"
}

# Tokens of the service account shop/deployer.
resource "infisical_dynamic_secret_kubernetes" "example" {
  name             = "deploy-tokens"
  project_slug     = infisical_project.example.slug
  environment_slug = "prod"
  path             = "/"

  default_ttl = "1h"

  configuration = {
    auth_method     = "api"
    credential_type = "static"
    api_config = {
      cluster_url   = "https://k8s.example.com:6443"
      cluster_token = "fake-service-account-token"
      enable_ssl    = true
    }
    static_config = {
      service_account_name = "deployer"
      namespace            = "shop"
    }
    audiences = ["https://kubernetes.default.svc"]
  }
}
