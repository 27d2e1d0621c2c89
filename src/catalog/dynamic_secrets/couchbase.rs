//! Couchbase Capella: database users of a cluster.

use super::*;
use serde_json::Value as Json;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            some("url").required().format(Format::Url).doc("URL of the Capella API, such as `https://cloudapi.cloud.couchbase.com`."),
            some("org_id").required().doc("ID of the Capella organization, from the address of its page."),
            some("project_id").required().doc("ID of the Capella project."),
            some("cluster_id").required().doc("ID of the cluster."),
            texts("roles").required().size(1..=u64::MAX).doc("Roles of the generated users, such as `read`."),
            objects(
                "buckets",
                [
                    some("name").required().doc("Name of the bucket."),
                    objects(
                        "scopes",
                        [
                            some("name").required().doc("Name of the scope."),
                            texts("collections").doc("Names of collections. All by default."),
                        ],
                    )
                    .doc("Scopes of the bucket. All by default."),
                ],
            )
            .unset_sends("*")
            .doc("Buckets that the generated users may open. All by default."),
            unset_replaces(password_requirements(8..=128, 1, allowed_symbols().pattern("^[^<>;.*&|£]*$", "symbols without < > ; . * & | £"))),
            object("auth", [secret("api_key").required().not_empty().doc("API key of Capella.")]).required().doc("How Infisical signs in."),
        ]]);
    dynamic_secret("couchbase", "Couchbase Capella", inputs)
        .on_answer(|answer, _| name_buckets(answer))
}

/// The API also tells buckets as one text: `*`, or names separated by commas.
fn name_buckets(answer: &mut Json) {
    let Some(Json::String(text)) = answer.pointer("/inputs/buckets") else {
        return;
    };
    let names: Vec<Json> = text
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty() && *name != "*")
        .map(|name| json!({"name": name}))
        .collect();
    answer["inputs"]["buckets"] = Json::Array(names);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_told_as_text_are_named() {
        for (told, expected) in [("*", json!([])), ("a, b", json!([{"name": "a"}, {"name": "b"}]))] {
            let mut answer = json!({"inputs": {"buckets": told}});
            name_buckets(&mut answer);
            assert_eq!(answer["inputs"]["buckets"], expected);
        }
    }
}
