# by project (slug), environment, folder and name
terraform import infisical_dynamic_secret_sap_ase.example ex-dyn-sap-ase,prod,/,ase-reports
