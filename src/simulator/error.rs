//! The error answers of the API: which status, which `error` word, which body.

use serde_json::{Value, json};

/// An error as the API answers it.
#[derive(Debug, Clone)]
pub struct ApiError {
    /// HTTP status.
    pub status: u16,
    /// The word in `error`.
    pub name: &'static str,
    /// Text, or the list of issues of a validation failure.
    pub message: Value,
    /// Extra facts, for example the missing permission.
    pub details: Option<Box<Value>>,
    /// What was looked for and not found: older servers answer some of these differently.
    pub missing: Option<&'static str>,
}

impl ApiError {
    fn new(status: u16, name: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            name,
            message: Value::String(message.into()),
            details: None,
            missing: None,
        }
    }

    /// 400: a rule of the service is broken.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, "BadRequest", message)
    }

    /// 401: no or a wrong credential.
    pub fn unauthorized(message: impl Into<String>) -> Self {
        Self::new(401, "UnauthorizedError", message)
    }

    /// 403: an access token that is broken or has expired.
    pub fn token(message: impl Into<String>) -> Self {
        Self::new(403, "TokenError", message)
    }

    /// 403: the caller may not do this at all.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(403, "ForbiddenRequest", message)
    }

    /// 403: a permission is missing.
    pub fn permission_denied(action: &str, subject: &str) -> Self {
        let mut error = Self::new(
            403,
            "PermissionDenied",
            format!("You are not allowed to {action} on {subject}"),
        );
        error.details = Some(Box::new(
            json!([{"action": action, "subject": subject, "inverted": false}]),
        ));
        error
    }

    /// 404: an object of this kind does not exist.
    pub fn not_found(kind: &'static str, message: impl Into<String>) -> Self {
        let mut error = Self::new(404, "NotFound", message);
        error.missing = Some(kind);
        error
    }

    /// 404 with the usual text.
    pub fn unknown(kind: &'static str, id: &str) -> Self {
        let mut name = kind.replace('-', " ");
        if let Some(first) = name.get_mut(0..1) {
            first.make_ascii_uppercase();
        }
        Self::not_found(kind, format!("{name} with ID '{id}' not found"))
    }

    /// 409: somebody else was faster.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(409, "Conflict", message)
    }

    /// 422: the request does not fit its schema.
    pub fn validation(issues: Vec<Value>) -> Self {
        Self {
            status: 422,
            name: "ValidationFailure",
            message: Value::Array(issues),
            details: None,
            missing: None,
        }
    }

    /// 500: the server stumbled.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(500, "InternalServerError", message)
    }

    /// The answer of a database error.
    pub fn database() -> Self {
        Self::internal("Something went wrong")
    }

    /// 413: the body is too large.
    pub fn too_large() -> Self {
        Self::new(413, "Payload Too Large", "Request body is too large")
    }

    /// 400: the plan lacks a feature.
    pub fn plan(feature: &str) -> Self {
        Self::bad_request(format!(
            "Failed to {feature} due to plan restriction. Upgrade plan to {feature}."
        ))
    }

    /// The JSON body; newer servers put the request's id in front.
    pub fn body(&self, request_id: Option<&str>) -> Value {
        let mut body = serde_json::Map::new();
        if let Some(id) = request_id {
            body.insert("reqId".into(), id.into());
        }
        body.insert("statusCode".into(), self.status.into());
        body.insert("message".into(), self.message.clone());
        body.insert("error".into(), self.name.into());
        if let Some(details) = &self.details {
            body.insert("details".into(), (**details).clone());
        }
        Value::Object(body)
    }
}

/// The answer to a path or verb that the server does not have.
pub fn unknown_route(method: &str, path_and_query: &str) -> Value {
    json!({"message": format!("Route {method}:{path_and_query} not found"), "error": "Not Found", "statusCode": 404})
}
