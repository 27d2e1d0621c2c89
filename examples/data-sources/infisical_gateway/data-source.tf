data "infisical_gateways" "all" {}

data "infisical_gateway" "example" {
  name = data.infisical_gateways.all.gateways[0].name
}

output "id" {
  value = data.infisical_gateway.example.id
}
