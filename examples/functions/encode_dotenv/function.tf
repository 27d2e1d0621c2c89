output "env_file" {
  value = provider::infisical::encode_dotenv({
    HOST       = "db.internal"
    PASSPHRASE = "two words"
  })
}
