//! What a call asks for: verb, route template, path parameters, query, body.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::error::{ApiError, ErrorKind};

pub use reqwest::Method;

/// Everything but RFC 3986's unreserved characters is escaped.
pub(crate) const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// The server's router takes a longer segment for an unknown route.
const LONGEST_SEGMENT: usize = 100;

/// One call of the API. The route is a template (`/api/v1/projects/{projectId}`): rate limits are counted by it.
#[derive(Clone)]
pub struct Request {
    /// The HTTP verb.
    pub method: Method,
    /// The path with `{name}` places.
    pub route: Cow<'static, str>,
    /// A value for each `{name}` of the route, unescaped.
    pub path_params: Vec<(String, String)>,
    /// The query, unescaped, in order.
    pub query: Vec<(String, String)>,
    /// The JSON body, if any (DELETE may have one).
    pub body: Option<Value>,
    /// Whether sending it twice does no harm; when not, it is never resent after it may have landed.
    pub repeatable: bool,
    /// Whether it carries the access token (all but logins and `/api/status`).
    pub authenticated: bool,
}

impl Request {
    /// A call with `method`; repeatable unless it is a POST.
    pub fn new(method: Method, route: impl Into<Cow<'static, str>>) -> Self {
        Self {
            repeatable: method != Method::POST,
            method,
            route: route.into(),
            path_params: Vec::new(),
            query: Vec::new(),
            body: None,
            authenticated: true,
        }
    }

    /// A GET.
    pub fn get(route: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::GET, route)
    }

    /// A POST with a JSON body.
    pub fn post(route: impl Into<Cow<'static, str>>, body: Value) -> Self {
        Self::new(Method::POST, route).body(body)
    }

    /// A PATCH with a JSON body.
    pub fn patch(route: impl Into<Cow<'static, str>>, body: Value) -> Self {
        Self::new(Method::PATCH, route).body(body)
    }

    /// A PUT with a JSON body.
    pub fn put(route: impl Into<Cow<'static, str>>, body: Value) -> Self {
        Self::new(Method::PUT, route).body(body)
    }

    /// A DELETE; `.body(..)` adds a body where the API wants one.
    pub fn delete(route: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Method::DELETE, route)
    }

    /// Fills `{name}` of the route.
    pub fn param(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.path_params.push((name.into(), value.into()));
        self
    }

    /// Adds a query parameter.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// Sets the JSON body.
    pub fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// Says whether sending it twice does no harm.
    pub fn repeatable(mut self, repeatable: bool) -> Self {
        self.repeatable = repeatable;
        self
    }

    /// Sends no access token.
    pub fn unauthenticated(mut self) -> Self {
        self.authenticated = false;
        self
    }

    /// Verb and template, as rate limits and route memory count.
    pub(crate) fn route_key(&self) -> String {
        format!("{} {}", self.method, self.route)
    }

    /// Whether it changes something on the server.
    pub(crate) fn is_write(&self) -> bool {
        !matches!(self.method, Method::GET | Method::HEAD | Method::OPTIONS)
    }

    /// The escaped path without query, or why this request must not be sent.
    pub fn path(&self) -> Result<String, ApiError> {
        let mut path = String::with_capacity(self.route.len() + 40);
        let mut rest = self.route.as_ref();
        while let Some((before, after)) = rest.split_once('{') {
            path.push_str(before);
            let Some((name, tail)) = after.split_once('}') else {
                return Err(
                    self.refused(format!("its route has an unclosed brace: {}", self.route))
                );
            };
            let value = self.path_params.iter().find(|(given, _)| given == name);
            let Some((_, value)) = value else {
                return Err(self.refused(format!("no value was given for {name}")));
            };
            self.check_segment(name, value)?;
            path.extend(utf8_percent_encode(value, UNRESERVED));
            rest = tail;
        }
        path.push_str(rest);
        Ok(path)
    }

    /// A segment that the server would misread is refused here, where the reason can be told.
    fn check_segment(&self, name: &str, value: &str) -> Result<(), ApiError> {
        // The server's router counts UTF-16 units.
        let length = value.encode_utf16().count();
        let reason = if value.is_empty() {
            format!("{name} is empty")
        } else if length > LONGEST_SEGMENT {
            format!(
                "{name} has {length} characters; Infisical takes at most {LONGEST_SEGMENT} in a path"
            )
        } else if matches!(value, "." | "..") {
            format!("{name} is «{value}», which no URL can carry as a name")
        } else {
            return Ok(());
        };
        Err(self.refused(reason))
    }

    fn refused(&self, reason: String) -> ApiError {
        ApiError::new(ErrorKind::Refused { reason }, &self.method, &*self.route)
    }

    /// The escaped query with its question mark, or nothing.
    pub(crate) fn query_text(&self) -> String {
        let mut text = String::new();
        for (name, value) in &self.query {
            text.push(if text.is_empty() { '?' } else { '&' });
            text.extend(utf8_percent_encode(name, UNRESERVED));
            text.push('=');
            text.extend(utf8_percent_encode(value, UNRESERVED));
        }
        text
    }
}

/// Bodies and queries may hold secrets, so they are only counted.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("route", &self.route)
            .field("path_params", &self.path_params)
            .field("has_body", &self.body.is_some())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_any_character_stay_one_segment() {
        let request = Request::get("/api/v4/secrets/{name}/x").param("name", "a/b?c#d%e f+ä.~");
        assert_eq!(
            request.path().unwrap(),
            "/api/v4/secrets/a%2Fb%3Fc%23d%25e%20f%2B%C3%A4.~/x"
        );
    }

    #[test]
    fn segments_that_the_server_would_misread_are_refused() {
        let long = "x".repeat(101);
        let emoji = "😀".repeat(51);
        for (value, expected) in [
            (long.as_str(), "101 characters"),
            (emoji.as_str(), "102 characters"),
            ("", "is empty"),
            ("..", "no URL"),
        ] {
            let error = Request::get("/api/v1/{name}")
                .param("name", value)
                .path()
                .unwrap_err();
            assert!(error.to_string().contains(expected), "{error}");
        }
        assert!(
            Request::get("/api/{name}")
                .param("name", "ä".repeat(100))
                .path()
                .is_ok()
        );
        assert!(
            Request::get("/api/{name}")
                .path()
                .unwrap_err()
                .to_string()
                .contains("no value")
        );
    }

    #[test]
    fn query_is_escaped_and_debug_hides_it() {
        let request = Request::get("/x").query("a b", "c&d=e").query("f", "");
        assert_eq!(request.query_text(), "?a%20b=c%26d%3De&f=");
        assert!(!format!("{request:?}").contains("c&d"));
    }
}
