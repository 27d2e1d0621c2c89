//! Which operation a request means: a tree over the path templates in which fixed segments beat parameters.

use std::collections::HashMap;
use std::sync::LazyLock;

use percent_encoding::percent_decode_str;

use super::contract::{self, Document, Operation};

/// The longest decoded path parameter that the server's router accepts; a longer one is an unknown route.
const LONGEST_PARAMETER: usize = 100;

#[derive(Default)]
struct Node {
    fixed: HashMap<&'static str, Node>,
    parameter: Option<Box<Node>>,
    leaf: Option<(&'static str, &'static Document)>,
}

static TREE: LazyLock<Node> = LazyLock::new(|| {
    let mut root = Node::default();
    for (template, document) in contract::templates() {
        let mut node = &mut root;
        for segment in template.trim_start_matches('/').split('/') {
            node = if segment.starts_with('{') {
                node.parameter.get_or_insert_default()
            } else {
                node.fixed.entry(segment).or_default()
            };
        }
        node.leaf = Some((template, document));
    }
    root
});

/// A request's operation and the values of its path parameters.
pub struct Route {
    /// The operation.
    pub operation: &'static Operation,
    /// Parameter name and decoded value, in the order of the path.
    pub parameters: Vec<(&'static str, String)>,
}

/// Finds the operation of a verb and a raw (still percent-encoded) path.
pub fn find(method: &str, path: &str) -> Option<Route> {
    let segments: Option<Vec<String>> = path
        .strip_prefix('/')?
        .split('/')
        .map(|segment| {
            percent_decode_str(segment)
                .decode_utf8()
                .ok()
                .map(|text| text.into_owned())
        })
        .collect();
    let segments = segments?;
    let mut found = None;
    walk(&TREE, &segments, &mut |template, document| {
        found = document
            .operations(template)
            .iter()
            .find(|operation| operation.method == method);
        found.is_some()
    });
    let operation = found?;
    let parameters = operation
        .segments()
        .into_iter()
        .zip(segments)
        .filter_map(|(name, value)| Some((name.strip_prefix('{')?.strip_suffix('}')?, value)))
        .collect();
    Some(Route {
        operation,
        parameters,
    })
}

/// Visits the matching templates, best first, until `take` accepts one.
fn walk(
    node: &Node,
    rest: &[String],
    take: &mut dyn FnMut(&'static str, &'static Document) -> bool,
) -> bool {
    let Some((head, tail)) = rest.split_first() else {
        return node
            .leaf
            .is_some_and(|(template, document)| take(template, document));
    };
    if node
        .fixed
        .get(head.as_str())
        .is_some_and(|next| walk(next, tail, take))
    {
        return true;
    }
    let fits = !head.is_empty() && head.chars().count() <= LONGEST_PARAMETER;
    fits && node
        .parameter
        .as_ref()
        .is_some_and(|next| walk(next, tail, take))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(method: &str, path: &str) -> Option<(&'static str, Vec<(&'static str, String)>)> {
        find(method, path).map(|route| (route.operation.id, route.parameters))
    }

    #[test]
    fn fixed_segments_beat_parameters_and_values_are_decoded() {
        assert_eq!(
            found("PATCH", "/api/v4/secrets/batch"),
            Some(("updateManySecretsV4", vec![]))
        );
        let named = |name: &str| Some(("getSecretByNameV4", vec![("secretName", name.to_owned())]));
        assert_eq!(found("GET", "/api/v4/secrets/a%20b"), named("a b"));
        // The fixed path has no GET, so a secret called «move» can be read.
        assert_eq!(found("GET", "/api/v4/secrets/move"), named("move"));
        assert_eq!(found("PATCH", "/api/v1/nothing/x"), None);
        let long = |length| found("GET", &format!("/api/v4/secrets/{}", "a".repeat(length)));
        assert_eq!(long(101), None);
        assert!(long(100).is_some());
    }
}
