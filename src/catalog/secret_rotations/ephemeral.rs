//! The credentials that a rotation generated, read for one run without touching the state.

use super::actions::address;
use super::{GROUP, kinds};
use crate::rest::prelude::*;
use serde_json::Value as Json;

/// The family's ephemeral resources.
pub fn ephemeral_resources() -> Vec<RestEphemeral> {
    vec![generated_credentials()]
}

fn generated_credentials() -> RestEphemeral {
    let by_name = Type::map(Type::String);
    RestEphemeral::new("secret_rotation_generated_credentials", "Generated credentials of a secret rotation", GROUP)
        .doc("Reads the credentials that a secret rotation generated, without writing them to the state.")
        .fields(address(kinds()))
        .fields([
            plain("credentials", by_name.clone())
                .computed()
                .sensitive()
                .doc("The active credentials by name, such as `username` and `password`."),
            plain("generated_credentials", Type::list(by_name))
                .computed()
                .sensitive()
                .doc("All generated credentials that are still valid, the active and the former ones."),
            integer("active_index")
                .computed()
                .doc("Which of `generated_credentials` is the active one, from 0."),
        ])
        .opens(get(
            "/api/v2/secret-rotations/{type}/{rotation_id}/generated-credentials",
        ))
        .on_answer(|answer, _| name_credentials(answer))
}

/// Gives the credentials names in Terraform's manner, and the active ones a place of their own.
fn name_credentials(answer: &mut Json) {
    let Some(Json::Array(all)) = answer.get("generatedCredentials") else {
        return;
    };
    let all: Vec<Json> = all
        .iter()
        .filter_map(Json::as_object)
        .map(|one| {
            one.iter()
                .map(|(name, value)| (snake(name), value.clone()))
                .collect()
        })
        .collect();
    let at = answer
        .get("activeIndex")
        .and_then(Json::as_u64)
        .unwrap_or(0);
    let active = usize::try_from(at)
        .ok()
        .and_then(|at| all.get(at))
        .or(all.first());
    answer["credentials"] = active.cloned().unwrap_or_default();
    answer["generatedCredentials"] = Json::Array(all);
}

/// `camelCase` to `snake_case`.
fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_active_credentials_stand_apart() {
        let mut answer = json!({
            "activeIndex": 1,
            "generatedCredentials": [{"clientSecret": "a"}, {"clientSecret": "b", "keyId": 7}],
        });
        name_credentials(&mut answer);
        assert_eq!(
            answer["credentials"],
            json!({"client_secret": "b", "key_id": 7})
        );
        assert_eq!(
            answer["generatedCredentials"][0],
            json!({"client_secret": "a"})
        );
    }

    #[test]
    fn an_index_without_credentials_means_the_first() {
        let mut answer = json!({"activeIndex": 1, "generatedCredentials": [{"apiKey": "a"}]});
        name_credentials(&mut answer);
        assert_eq!(answer["credentials"], json!({"api_key": "a"}));
    }
}
