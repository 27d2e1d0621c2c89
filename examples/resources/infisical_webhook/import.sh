# By ID
terraform import infisical_webhook.example 6f9619ff-8b86-4d01-b42d-00cf4fc964ff
# By project, environment, path and URL
terraform import infisical_webhook.example "ex-webhook,prod,/,https://deploy.example.com/hooks/secrets"
