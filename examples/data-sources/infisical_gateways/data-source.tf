data "infisical_gateways" "example" {}

output "names" {
  value = data.infisical_gateways.example.gateways[*].name
}
