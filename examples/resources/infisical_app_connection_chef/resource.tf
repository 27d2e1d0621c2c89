variable "chef_private_key" {
  description = "Private key of the Chef user"
  type        = string
  sensitive   = true
  default     = "-----BEGIN RSA PRIVATE KEY-----\nfake\n-----END RSA PRIVATE KEY-----"
}

resource "infisical_app_connection_chef" "example" {
  name        = "nodes-chef"
  description = "Data bags of the on-premises nodes"

  credentials = {
    server_url  = "https://chef.example.com"
    org_name    = "example"
    user_name   = "infisical"
    private_key = var.chef_private_key
  }
}
