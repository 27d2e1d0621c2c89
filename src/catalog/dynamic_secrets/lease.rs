//! A lease of a dynamic secret for one run: opened, renewed while the run goes on, revoked at its end.

use super::GROUP;
use crate::rest::prelude::*;

/// The family's ephemeral resources.
pub fn ephemeral_resources() -> Vec<RestEphemeral> {
    vec![lease()]
}

fn lease() -> RestEphemeral {
    let placed = |call: Call| {
        call.no_fields()
            .fills("projectSlug", "{project_slug}")
            .fills("environmentSlug", "{environment_slug}")
            .fills("path", "{path}")
    };
    let item = "/api/v1/dynamic-secrets/leases/{json:lease.id}";
    RestEphemeral::new("dynamic_secret_lease", "Lease of a dynamic secret", GROUP)
        .doc("Opens a lease of a dynamic secret for this run: its credentials never stand in the state. The lease is renewed while the run needs it and revoked at the end.")
        .fields([
            string("project_slug").required().not_empty().unread().doc("Slug of the project that holds the dynamic secret."),
            string("environment_slug").required().not_empty().unread().doc("Slug of the environment that holds it."),
            string("path").default("/").unread().doc("Path of the folder that holds it. `/` by default."),
            string("name").required().slug().json("dynamicSecretName").unread().doc("Name of the dynamic secret."),
            string("ttl").format(Format::Duration).unread().doc("How long the lease lives and each renewal prolongs it, such as `30m`. The dynamic secret's `default_ttl` by default."),
            string("kubernetes_namespace")
                .not_empty()
                .json("config.namespace")
                .unread()
                .doc("For `kubernetes`: the namespace of the service account, one of those that the dynamic secret allows."),
            string_map("data").computed().sensitive().doc(
                "The credentials by name, such as `DB_USERNAME` and `DB_PASSWORD`.",
            ),
            string("lease_id").computed().read_as(["lease.id"]).doc("ID of the lease."),
            string("expires_at").computed().read_as(["lease.expireAt"]).doc("Time at which the lease ends unless renewed."),
        ])
        .opens(post("/api/v1/dynamic-secrets/leases"))
        .renews(placed(post(&format!("{item}/renew"))).fills("ttl", "{ttl}"), "lease.expireAt")
        .closes(
            placed(delete(item))
                .envelope("lease")
                .refused_when("status", "Failed to delete", "statusDetails"),
        )
}
