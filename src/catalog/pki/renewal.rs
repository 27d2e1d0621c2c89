//! Renewal by replacement: a certificate that is about to end is planned anew.

use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::framework::Path;
use crate::framework::plan::Plan;
use crate::framework::validate::formats;
use crate::rest::prelude::*;

/// How long before its end a certificate is replaced.
pub(super) fn renew_before() -> Field {
    string("renew_before").local().format(Format::Duration).equality(Equality::Duration)
        .doc("A plan made less than this time before `not_after` replaces the certificate, such as `720h` or `30d`. Set `create_before_destroy` to keep the old one in use until then.")
}

/// A duration of the configuration.
pub(super) fn duration(value: &Value) -> Option<Duration> {
    let nanoseconds = value.as_str().and_then(formats::duration)?;
    u64::try_from(nanoseconds).ok().map(Duration::from_nanos)
}

fn time(value: &Value) -> Option<OffsetDateTime> {
    value
        .as_str()
        .and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok())
}

/// Begin and end out of the certificate itself, where the server does not tell them.
pub(super) fn learn_times(state: &mut Value, _: &Value) {
    let known = |name: &str| state.get(name).as_str().is_some();
    if known("not_before") && known("not_after") {
        return;
    }
    let Some(pem) = state.get("certificate").as_str() else {
        return;
    };
    let Ok((_, block)) = x509_parser::pem::parse_x509_pem(pem.as_bytes()) else {
        return;
    };
    let Ok(certificate) = block.parse_x509() else {
        return;
    };
    let validity = certificate.validity();
    for (name, at) in [
        ("not_before", validity.not_before),
        ("not_after", validity.not_after),
    ] {
        if state.get(name).as_str().is_none()
            && let Ok(text) = at.to_datetime().format(&Rfc3339)
        {
            state.set(name, Value::string(text));
        }
    }
}

/// Plans a replacement when the certificate is inside its renewal window. `not_after` is what the configuration leaves to the
/// server: a fixed end cannot be renewed, which a rule of the schema says.
pub(super) fn plan(plan: &mut Plan) {
    if plan.prior.is_null() || plan.is_destroy() {
        return;
    }
    let (Some(before), Some(end)) = (
        duration(plan.planned.get("renew_before")),
        time(plan.prior.get("not_after")),
    ) else {
        return;
    };
    let here = Path::root().attribute("renew_before");
    let life = time(plan.prior.get("not_before")).map(|begin| end - begin);
    if life.is_some_and(|life| life <= before) {
        plan.diagnostics.warning_at(
            here,
            "Certificate lives too short for its renewal",
            "`renew_before` is at least as long as the certificate lives, so that every plan would replace it: it is not renewed. Shorten it, or let the certificate live longer.",
        );
    } else if end - OffsetDateTime::now_utc() <= before {
        // Terraform replaces only for what the plan changes: the next certificate has another number.
        plan.planned.set("serial_number", Value::Unknown);
        plan.replace.push(Path::root().attribute("serial_number"));
    }
}
