//! Terraform's model: values, types, schemas, plans.
