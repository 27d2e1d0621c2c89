# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_rabbit_mq.example ex-dyn-rabbit-mq,prod,/,order-queues
