# By the ID of the secret
terraform import infisical_secret_reminder.example 6f9619ff-8b86-4d01-b42d-00cf4fc964ff
