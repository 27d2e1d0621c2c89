//! Functions, `provider::infisical::<name>(...)`: pure conversions around secrets, one file each.

mod encode_dotenv;
mod parse_dotenv;
mod secret_reference;

use std::sync::Arc;

use async_trait::async_trait;

use crate::framework::traits::{Function, FunctionError, Parameter, Signature};
use crate::framework::{Type, Value};

/// Every function.
pub fn all() -> Vec<Arc<dyn Function>> {
    vec![
        Arc::new(encode_dotenv::function()),
        Arc::new(parse_dotenv::function()),
        Arc::new(secret_reference::function()),
    ]
}

/// A function that depends on nothing but its arguments, none of which is null.
struct Pure {
    name: &'static str,
    signature: Signature,
    body: fn(&[Value]) -> Result<Value, FunctionError>,
}

#[async_trait]
impl Function for Pure {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    async fn call(&self, arguments: Vec<Value>) -> Result<Value, FunctionError> {
        if arguments.iter().any(Value::contains_unknown) {
            return Ok(Value::Unknown);
        }
        (self.body)(&arguments)
    }
}

fn parameter(name: &str, ty: Type, description: &str) -> Parameter {
    Parameter {
        name: name.to_owned(),
        ty,
        description: description.to_owned(),
        allow_null: false,
    }
}

/// The text of an argument; Terraform has checked count and type.
fn text(arguments: &[Value], position: usize) -> Result<&str, FunctionError> {
    arguments
        .get(position)
        .and_then(Value::as_str)
        .ok_or_else(|| fault(position, "expected a string".to_owned()))
}

/// An error on one argument.
fn fault(position: usize, text: String) -> FunctionError {
    FunctionError {
        text,
        argument: Some(position as i64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_function_takes_unknowns_and_survives_wrong_arguments() {
        for function in all() {
            let count = function.signature().parameters.len();
            assert!(count > 0 && !function.signature().summary.is_empty());
            let unknown = function.call(vec![Value::Unknown; count]).await;
            assert_eq!(unknown.ok(), Some(Value::Unknown), "{}", function.name());
            assert!(function.call(Vec::new()).await.is_err());
            let null = function.call(vec![Value::Null; count]).await;
            assert_eq!(null.unwrap_err().argument, Some(0));
        }
    }
}
