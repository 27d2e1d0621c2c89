output "settings" {
  value = provider::infisical::parse_dotenv(<<-ENV
    # comments and quotes are understood
    HOST=db.internal
    PASSPHRASE="two words"
  ENV
  )
}
