//! Which operations of the contract the provider's calls are.

use crate::catalog;
use crate::rest::declare::{Call, Verb};
use crate::simulator::contract::Operation;

/// One call of one type.
#[derive(Debug, Clone)]
pub struct Use {
    /// resource, data source, ephemeral resource, action, function, list resource, provider
    pub kind: &'static str,
    /// the type that makes it
    pub type_name: String,
    /// upper-case verb
    pub verb: &'static str,
    /// path template without query
    pub path: String,
}

/// The calls of what is written by hand, as `VERB path`.
const HAND_WRITTEN: &[(&str, &str, &[&str])] = &[
    (
        "resource",
        "infisical_secret",
        &[
            "GET /api/v4/secrets",
            "GET /api/v4/secrets/{secretName}",
            "GET /api/v4/secrets/id/{secretId}",
            "POST /api/v4/secrets/{secretName}",
            "PATCH /api/v4/secrets/{secretName}",
            "DELETE /api/v4/secrets/{secretName}",
            "POST /api/v4/secrets/batch",
            "PATCH /api/v4/secrets/batch",
            "DELETE /api/v4/secrets/batch",
            "GET /api/v3/secrets/raw",
            "GET /api/v3/secrets/raw/{secretName}",
            "GET /api/v3/secrets/raw/id/{secretId}",
            "POST /api/v3/secrets/raw/{secretName}",
            "PATCH /api/v3/secrets/raw/{secretName}",
            "DELETE /api/v3/secrets/raw/{secretName}",
            "POST /api/v3/secrets/batch/raw",
            "PATCH /api/v3/secrets/batch/raw",
            "DELETE /api/v3/secrets/batch/raw",
            "GET /api/v2/service-token",
            "DELETE /api/v1/reminders/secrets/{secretId}",
        ],
    ),
    (
        "resource",
        "infisical_secrets",
        &[
            "GET /api/v4/secrets",
            "POST /api/v4/secrets/batch",
            "PATCH /api/v4/secrets/batch",
            "DELETE /api/v4/secrets/batch",
        ],
    ),
    (
        "data source",
        "infisical_secrets",
        &["GET /api/v4/secrets", "GET /api/v3/secrets"],
    ),
    (
        "ephemeral resource",
        "infisical_secret",
        &["GET /api/v4/secrets/{secretName}", "GET /api/v4/secrets"],
    ),
    (
        "ephemeral resource",
        "infisical_access_token",
        &["POST /api/v1/auth/token/revoke"],
    ),
    (
        "provider",
        "login",
        &[
            "POST /api/v1/auth/token/renew",
            "POST /api/v1/auth/universal-auth/login",
            "POST /api/v1/auth/oidc-auth/login",
            "POST /api/v1/auth/jwt-auth/login",
            "POST /api/v1/auth/kubernetes-auth/login",
            "POST /api/v1/auth/aws-auth/login",
            "POST /api/v1/auth/gcp-auth/login",
            "POST /api/v1/auth/azure-auth/login",
            "POST /api/v1/auth/oci-auth/login",
            "POST /api/v1/auth/alicloud-auth/login",
            "POST /api/v1/auth/ldap-auth/login",
            "POST /api/v1/auth/tls-cert-auth/login",
        ],
    ),
];

pub fn verb(verb: Verb) -> &'static str {
    match verb {
        Verb::Get => "GET",
        Verb::Post => "POST",
        Verb::Patch => "PATCH",
        Verb::Put => "PUT",
        Verb::Delete => "DELETE",
    }
}

/// A path template without its query.
pub fn bare(path: &str) -> &str {
    path.split('?').next().unwrap_or(path)
}

fn add(out: &mut Vec<Use>, kind: &'static str, type_name: &str, call: &Call) {
    out.push(Use {
        kind,
        type_name: type_name.to_owned(),
        verb: verb(call.verb),
        path: bare(&call.path).to_owned(),
    });
    if let Some(older) = &call.deprecated {
        add(out, kind, type_name, older);
    }
}

/// Every call of every type.
pub fn uses() -> Vec<Use> {
    let mut out = Vec::new();
    for it in catalog::resources() {
        let calls = [&it.create, &it.read, &it.update, &it.delete];
        let finds = it.imports.iter().filter_map(|form| form.find.as_ref());
        let list = it.list.iter().map(|list| &list.call);
        for call in calls.into_iter().flatten().chain(finds).chain(list) {
            add(&mut out, "resource", &it.type_name, call);
        }
    }
    for it in catalog::data_sources() {
        it.read
            .iter()
            .for_each(|call| add(&mut out, "data source", &it.type_name, call));
    }
    for it in catalog::ephemeral_resources() {
        for call in it.open.iter().chain(&it.renew).chain(&it.close) {
            add(&mut out, "ephemeral resource", &it.type_name, call);
        }
    }
    for it in catalog::actions() {
        it.calls
            .iter()
            .for_each(|call| add(&mut out, "action", &it.type_name, call));
    }
    for (kind, type_name, calls) in HAND_WRITTEN {
        for (verb, path) in calls.iter().filter_map(|call| call.split_once(' ')) {
            out.push(Use {
                kind,
                type_name: (*type_name).to_owned(),
                verb,
                path: path.to_owned(),
            });
        }
    }
    out
}

/// How a call's path lies on an operation's: None when it does not; else how many places are not as in the contract
/// (a placeholder of the call over a fixed name: such a call reaches many operations).
fn distance(call: &str, operation: &str) -> Option<(usize, usize)> {
    let (a, b): (Vec<&str>, Vec<&str>) =
        (call.split('/').collect(), operation.split('/').collect());
    if a.len() != b.len() {
        return None;
    }
    let (mut open, mut loose) = (0, 0);
    for (x, y) in a.iter().zip(&b) {
        match (x.contains('{'), y.contains('{')) {
            (true, true) => {}
            (true, false) => open += 1,
            (false, true) => loose += 1,
            (false, false) if x == y => {}
            (false, false) => return None,
        }
    }
    Some((open, loose))
}

/// The operations that a call reaches: the one that it names, or all that a placeholder stands for.
pub fn matched(one: &Use, operations: &[&'static Operation]) -> Vec<&'static Operation> {
    let fitting: Vec<((usize, usize), &'static Operation)> = operations
        .iter()
        .filter(|o| o.method == one.verb)
        .filter_map(|o| Some((distance(&one.path, o.template)?, *o)))
        .collect();
    let Some(best) = fitting.iter().map(|(d, _)| *d).min() else {
        return Vec::new();
    };
    fitting
        .into_iter()
        .filter(|(d, _)| *d == best)
        .map(|(_, o)| o)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn sources(folder: &Path, out: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() && !path.ends_with("docs") && !path.ends_with("simulator") {
                sources(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                out.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }

    #[test]
    fn calls_by_hand_stand_in_the_code() {
        let mut code = String::new();
        sources(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut code,
        );
        let gone: Vec<&str> = HAND_WRITTEN
            .iter()
            .flat_map(|(_, _, calls)| {
                calls
                    .iter()
                    .filter_map(|call| Some(call.split_once(' ')?.1))
            })
            .filter(|path| !code.contains(&format!("\"{path}\"")))
            .collect();
        assert_eq!(gone, Vec::<&str>::new());
    }

    #[test]
    fn a_call_reaches_what_it_names() {
        let fits = |call: &str, operation: &str| distance(call, operation);
        assert_eq!(fits("/a/{x}", "/a/{id}"), Some((0, 0)));
        assert_eq!(fits("/a/{x}", "/a/options"), Some((1, 0)));
        assert_eq!(fits("/a/options", "/a/{id}"), Some((0, 1)));
        assert_eq!(fits("/a/b", "/a/c"), None);
        assert_eq!(fits("/a/b/c", "/a/b"), None);
    }
}
