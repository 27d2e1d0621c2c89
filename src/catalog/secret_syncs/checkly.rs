//! Checkly: variables of an account or of one of its check groups.

use super::shared::*;

pub(super) fn sync() -> SecretSync {
    secret_sync("checkly", "Checkly")
        .doc("Each secret becomes an environment variable of an account, or of one check group.")
        .destination([
            string("account_id").required().len(1..=255)
                .doc("ID of the account: Checkly, Account settings, General."),
            string("account_name").len(1..=255).doc("Name of the account, shown in Infisical."),
            string("group_id").len(1..=255)
                .doc("ID of a check group, the number in its address. Default: variables of the whole account."),
            string("group_name").len(1..=255).doc("Name of the check group, shown in Infisical."),
        ])
}
