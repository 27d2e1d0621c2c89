# $${prod.services.DATABASE_HOST}: Infisical puts the value of that secret in its place.
output "reference" {
  value = "postgres://shop@${provider::infisical::secret_reference("prod", "/services", "DATABASE_HOST")}/shop"
}
