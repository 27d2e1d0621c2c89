# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_sap_hana.example ex-dyn-sap-hana,prod,/,hana-reports
