//! A reminder to rotate a secret.

use super::SUBCATEGORY;
use crate::rest::prelude::*;

const ITEM: &str = "/api/v1/reminders/secrets/{secret_id}";

pub(super) fn resource() -> RestResource {
    let time = |name: &str| {
        string(name)
            .format(Format::Timestamp)
            .equality(Equality::Timestamp)
    };
    RestResource::new("secret_reminder", "secret reminder", SUBCATEGORY)
        .doc("Reminds people to rotate a secret, once or again and again. A secret has one reminder: this resource or `secret_reminder` of `infisical_secret`, not both. Some releases of Infisical let users do this only, no machine identities.")
        .fields([
            string("secret_id").required().uuid().replace().not_sent().doc("ID of the secret."),
            string("message").len(0..=1024).doc("Text of the reminder."),
            integer("repeat_days").at_least(1).doc("Days between two reminders. Default: it is sent once, at `next_reminder_date`."),
            time("next_reminder_date").optional_computed().volatile().doc("When the next reminder is sent (RFC 3339). Default: `repeat_days` from now."),
            time("from_date").doc("When the repetition begins (RFC 3339)."),
            string_set("recipients").doc("IDs of the users who are reminded. Default: all members of the project."),
        ])
        .rule(Rule::AtLeastOneOf(vec!["repeat_days".into(), "next_reminder_date".into()]))
        .creates(put_again())
        .reads(get(ITEM).envelope("reminder"))
        .updates(put_again())
        .deletes(delete(ITEM))
        .gone_without("nextReminderDate")
        .import("{secret_id:uuid}")
        .identity(&["secret_id"])
}

/// Making one again replaces it; the answer tells nothing.
fn put_again() -> Call {
    post(ITEM).ignore_answer()
}
