resource "infisical_app_connection_render" "listed" {
  name   = "ex-app-connections-list"
  method = "api-key"

  credentials = {
    api_key = "fake-api-key"
  }
}

data "infisical_app_connections" "example" {
  app = "render"

  depends_on = [infisical_app_connection_render.listed]
}

output "render_connection_ids" {
  description = "Connection IDs by name"
  value       = { for c in data.infisical_app_connections.example.connections : c.name => c.id }
}
