//! AWS IAM: users or temporary credentials. A drop-in for the official type.

use super::*;
use serde_json::Value as Json;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            string("method").required().one_of(["access_key", "assume_role", "irsa"]).doc("How Infisical signs in: `access_key`, `assume_role` or `irsa` (the role of its own Kubernetes service account)."),
            object(
                "access_key_config",
                [
                    some("access_key").required().sensitive().clear_omits().doc("ID of the access key of the IAM user that makes the generated users."),
                    secret("secret_access_key").required().not_empty().clear_omits().doc("Secret of that access key."),
                ],
            )
            .flatten()
            .required_when("method", ["access_key"])
            .doc("The access key, with `access_key`."),
            object("assume_role_config", [some("role_arn").required().clear_omits().doc("ARN of the role.")])
                .flatten()
                .required_when("method", ["assume_role"])
                .doc("The role, with `assume_role`."),
            string("credential_type").optional_computed().one_of(["iam-user", "temporary-credentials"]).doc("What is leased: an `iam-user` (Infisical's default) or `temporary-credentials`. Kept as it is in Infisical when left out."),
            some("region").required().doc("AWS region."),
            text("aws_path").doc("IAM path of the generated users."),
            text("permission_boundary_policy_arn").doc("ARN of the policy that bounds the generated users' permissions."),
            text("policy_document").doc("JSON text of an inline policy of the generated users."),
            text("policy_arns").doc("ARNs of managed policies, separated by commas."),
            text("user_groups").doc("IAM groups of the generated users, separated by commas."),
            text("session_policy_arns").only_when("method", ["assume_role"]).doc("ARNs of at most 10 session policies, separated by commas; for temporary credentials of a role."),
            text("session_policy_document").only_when("method", ["assume_role"]).len(0..=2048).doc("JSON text of a session policy; for temporary credentials of a role."),
            objects("tags", [some("key").required().doc("Name of the tag in AWS."), text("value").default("").absent_means("").doc("Text of the tag. Empty by default.")])
                .clear_with(json!([]))
                .doc("Tags of the generated users."),
        ]]);
    dynamic_secret("aws-iam", "AWS IAM", inputs)
        .on_send(|_, body, _| rename_method(body, "_", "-"))
        .on_answer(|answer, _| rename_method(answer, "-", "_"))
        .on_validate(|config, diagnostics| {
            check(config, diagnostics);
            let inputs = config.get("configuration");
            let kind = inputs.get("credential_type");
            for name in ["session_policy_arns", "session_policy_document"] {
                if !inputs.get(name).is_empty() && !kind.is_unknown() && kind.as_str() != Some("temporary-credentials") {
                    diagnostics.error_at(Path::dotted("configuration").attribute(name), "Only for temporary credentials", format!("{name} needs credential_type temporary-credentials."));
                }
            }
            if inputs.get("session_policy_arns").as_str().is_some_and(|arns| arns.split(',').count() > 10) {
                diagnostics.error_at(Path::dotted("configuration.session_policy_arns"), "Too many policies", "A session takes at most 10 policies.");
            }
        })
}

/// The API says `access-key` where the official provider's state says `access_key`; none means that too.
fn rename_method(json: &mut Json, from: &str, to: &str) {
    for place in ["/provider/inputs", "/data/inputs", "/inputs"] {
        let Some(Json::Object(inputs)) = json.pointer_mut(place) else {
            continue;
        };
        let method = inputs.get("method").and_then(Json::as_str).unwrap_or_default();
        if place == "/inputs" && method.is_empty() {
            inputs.insert("method".into(), "access_key".into());
        } else if !method.is_empty() {
            let renamed = method.replace(from, to);
            inputs.insert("method".into(), renamed.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_have_two_spellings() {
        let mut sent = json!({"data": {"inputs": {"method": "assume_role"}}});
        rename_method(&mut sent, "_", "-");
        assert_eq!(sent, json!({"data": {"inputs": {"method": "assume-role"}}}));
        let mut unchanged = json!({"data": {"inputs": {"region": "eu-west-1"}}});
        rename_method(&mut unchanged, "_", "-");
        assert_eq!(unchanged, json!({"data": {"inputs": {"region": "eu-west-1"}}}));
        for (told, expected) in [(json!({}), "access_key"), (json!({"method": "access-key"}), "access_key")] {
            let mut answer = json!({"inputs": told});
            rename_method(&mut answer, "-", "_");
            assert_eq!(answer["inputs"]["method"], expected);
        }
    }
}
