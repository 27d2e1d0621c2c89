//! Kubernetes: tokens of service accounts. A drop-in for the official type.

use super::*;

/// The declaration.
pub fn resource() -> RestResource {
    let inputs = all([vec![
            string("auth_method").required().one_of(["api", "gateway"]).doc("How Infisical reaches the cluster: `api` (with a token) or `gateway` (with the gateway's own service account)."),
            object(
                "api_config",
                [
                    string("cluster_url").required().json("url").pattern("^https?://.+$", "an http or https URL").clear_omits().doc("URL of the API server."),
                    secret("cluster_token").required().read_as(["clusterToken"]).not_empty().clear_omits().doc("Token of a service account that may make tokens."),
                    boolean("enable_ssl").json("sslEnabled").default(false).absent_means(false).doc("Speak TLS with the API server. Off by default."),
                    ca().doc("CA certificate of the API server in PEM."),
                ],
            )
            .flatten()
            .required_when("auth_method", ["api"])
            .doc("The cluster, with `api`."),
            string("credential_type").required().one_of(["static", "dynamic"]).doc("`static`: tokens of an existing service account. `dynamic`: a service account for each lease."),
            object(
                "static_config",
                [
                    some("service_account_name").required().clear_omits().doc("Name of the service account."),
                    some("namespace").required().clear_omits().pattern("^[a-zA-Z0-9-]+$", "one namespace").doc("Namespace that the service account is in."),
                ],
            )
            .flatten()
            .required_when("credential_type", ["static"])
            .doc("The service account, with `static`."),
            object(
                "dynamic_config",
                [
                    some("allowed_namespaces")
                        .required()
                        .json("namespace")
                        .clear_omits()
                        .pattern(r"^\s*[a-zA-Z0-9-]+\s*(,\s*[a-zA-Z0-9-]+\s*)*$", "namespaces separated by commas")
                        .doc("Namespaces that leases may choose from, separated by commas."),
                    some("role").required().clear_omits().doc("Name of the role that the service accounts get."),
                    string("role_type").required().one_of(["cluster-role", "role"]).clear_omits().doc("`cluster-role` or `role`."),
                ],
            )
            .flatten()
            .required_when("credential_type", ["dynamic"])
            .doc("What service accounts are made, with `dynamic`."),
            texts("audiences").unset_sends(json!([])).doc("Audiences of the tokens."),
            kept_reject_unauthorized(),
        ], gateway().into()]);
    dynamic_secret("kubernetes", "Kubernetes", inputs)
        .rule(Rule::RequiredWhen {
            attribute: "configuration.gateway_id|configuration.gateway_pool_id".into(),
            discriminator: "configuration.auth_method".into(),
            values: vec!["gateway".into()],
        })
}
