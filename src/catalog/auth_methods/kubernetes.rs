//! Kubernetes: service account tokens, checked by the cluster's own TokenReview API.

use super::{auth_method, joined, text_or_empty};
use crate::rest::prelude::*;

pub fn resource() -> RestResource {
    let by_api = |attribute: &str| Rule::OnlyWhen {
        attribute: attribute.into(),
        discriminator: "token_reviewer_mode".into(),
        values: vec!["api".into()],
    };
    let needed = |attribute: &str, mode: &str| Rule::RequiredWhen {
        attribute: attribute.into(),
        discriminator: "token_reviewer_mode".into(),
        values: vec![mode.into()],
    };
    auth_method("kubernetes", "Kubernetes", "Kubernetes")
        .doc("Lets a machine identity log in with the service account token of a pod.")
        .fields([
            string("token_reviewer_mode").json("tokenReviewMode").default("api").one_of(["api", "gateway"]).with_group("reviewer")
                .doc("`api`: Infisical asks the cluster's API at `kubernetes_host`, through `gateway_id` where set. `gateway`: a gateway inside the cluster asks with its own service account. Default: `api`."),
            string("kubernetes_host").not_empty().pattern(r"^\s*[A-Za-z0-9:./-]+\s*$", "a host or URL of letters, digits and `: . / -`").trimmed()
                .unset_sends(json!(null))
                .doc("URL of the cluster's API server, such as `https://192.0.2.10:6443`. Needed in mode `api`."),
            text_or_empty("kubernetes_ca_certificate").json("caCert").trimmed().sensitive()
                .doc("CA certificate (PEM) of the cluster's API server."),
            string("token_reviewer_jwt").secret()
                .doc("Service account token that may create TokenReviews. Left out, each login's own token is used to review itself."),
            string("gateway_id").uuid().with_group("reviewer")
                .doc("ID of the gateway through which the cluster is reached."),
            joined("allowed_namespaces").unset_sends("").doc("Namespaces whose service accounts may log in. Default: all."),
            joined("allowed_service_account_names").json("allowedNames").unset_sends("")
                .doc("Names of the service accounts that may log in. Default: all."),
            text_or_empty("allowed_audience").unset_sends("").doc("Audience that tokens must have. Default: any."),
        ])
        .rule(needed("kubernetes_host", "api"))
        .rule(needed("gateway_id", "gateway"))
        .rule(by_api("kubernetes_host"))
        .rule(by_api("kubernetes_ca_certificate"))
        .rule(by_api("token_reviewer_jwt"))
        .rule(by_api("token_reviewer_jwt_wo"))
}
