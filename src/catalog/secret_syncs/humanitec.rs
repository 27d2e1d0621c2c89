//! Humanitec: shared values of an application or of one of its environments.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("humanitec", "Humanitec")
        .doc("Each secret becomes a shared secret value of an application, or of one of its environments.")
        .destination([
            string("scope").required().one_of(["application", "environment"])
                .doc("Whose values: of the whole `application` or of one `environment`."),
            string("org").required().not_empty().doc("ID of the Humanitec organization, from the address of its page."),
            string("app").required().not_empty().doc("ID of the application."),
            string("env").not_empty().required_when("scope", ["environment"])
                .doc("ID of the application's environment, with scope `environment`."),
        ])
}
