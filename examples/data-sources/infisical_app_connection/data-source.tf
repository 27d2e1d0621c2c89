resource "infisical_app_connection_vercel" "found" {
  name = "ex-app-connection-one"

  credentials = {
    api_token = "fake-api-token"
  }
}

data "infisical_app_connection" "example" {
  app  = "vercel"
  name = infisical_app_connection_vercel.found.name
}
