//! Logs as Terraform reads them from a plugin: one JSON object per line on standard error.

use std::fmt::{self, Write as _};
use std::io::Write as _;

use serde_json::{Map, Value as Json};
use time::OffsetDateTime;
use time::macros::format_description;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::Registry;

/// Where our own code logs from: the modules of this crate.
const OURS: &str = env!("CARGO_CRATE_NAME");

/// The level that the environment asks for. `TF_LOG_PROVIDER_<NAME>` is for one provider, `TF_LOG_PROVIDER` for all,
/// `TF_LOG` for Terraform and all providers; the narrowest that is set decides.
pub fn level(provider: &str, variable: impl Fn(&str) -> Option<String>) -> LevelFilter {
    let own = format!(
        "TF_LOG_PROVIDER_{}",
        provider.to_uppercase().replace('-', "_")
    );
    let wanted = [own.as_str(), "TF_LOG_PROVIDER", "TF_LOG"]
        .into_iter()
        .find_map(|name| variable(name).filter(|text| !text.is_empty()));
    match wanted.map(|text| text.to_uppercase()).as_deref() {
        None | Some("OFF") => LevelFilter::OFF,
        Some("ERROR") => LevelFilter::ERROR,
        Some("WARN") => LevelFilter::WARN,
        Some("INFO") => LevelFilter::INFO,
        Some("DEBUG") => LevelFilter::DEBUG,
        // TRACE, JSON (trace in another spelling), and whatever else: Terraform itself takes it for trace.
        Some(_) => LevelFilter::TRACE,
    }
}

/// Sends logs of this process to standard error, for the rest of its life.
pub fn start(level: LevelFilter) {
    if level == LevelFilter::OFF {
        return;
    }
    let subscriber = Registry::default().with(
        HclogLines.with_filter(
            tracing_subscriber::filter::filter_fn(move |metadata| wanted(metadata, level))
                .with_max_level_hint(level),
        ),
    );
    // Fails only when there is one already (an embedding test's): that one then stays.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

/// Whether an event's target is one of this crate's modules.
pub fn is_ours(target: &str) -> bool {
    target
        .strip_prefix(OURS)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Libraries trace what goes over the wire, headers and bodies included: of them, only warnings are let through.
fn wanted(metadata: &Metadata<'_>, level: LevelFilter) -> bool {
    *metadata.level() <= level && (is_ours(metadata.target()) || *metadata.level() <= Level::WARN)
}

/// Writes each event as a line.
struct HclogLines;

impl<S: Subscriber> Layer<S> for HclogLines {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let line = line(event, OffsetDateTime::now_utc());
        // One write for one line, so that lines of two threads do not mix. Nobody can be told about a failure.
        let _ = std::io::stderr().lock().write_all(line.as_bytes());
    }
}

/// One event as one line of JSON, newline included.
fn line(event: &Event<'_>, now: OffsetDateTime) -> String {
    let metadata = event.metadata();
    let mut fields = Fields::default();
    event.record(&mut fields);
    let mut object = Map::new();
    let level = metadata.level().as_str().to_lowercase();
    object.insert("@level".into(), level.into());
    object.insert("@message".into(), fields.message.into());
    object.insert("@module".into(), module(metadata.target()).into());
    let stamp =
        format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]Z");
    object.insert(
        "@timestamp".into(),
        now.format(stamp).unwrap_or_default().into(),
    );
    object.extend(fields.others);
    let mut line = Json::Object(object).to_string();
    line.push('\n');
    line
}

/// `terraform_provider_x::api::client` as `provider.api.client`; other crates under their own names.
fn module(target: &str) -> String {
    let target = target.replace("::", ".");
    match target.strip_prefix(OURS) {
        Some(rest) => format!("provider{rest}"),
        None => format!("provider.{target}"),
    }
}

/// The message and the fields of an event.
#[derive(Default)]
struct Fields {
    message: String,
    others: Map<String, Json>,
}

impl Fields {
    fn put(&mut self, field: &Field, value: Json) {
        self.others.insert(field.name().to_owned(), value);
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            // Writing to a String cannot fail.
            let _ = write!(self.message, "{value:?}");
        } else {
            self.put(field, format!("{value:?}").into());
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            self.message.push_str(value);
        } else {
            self.put(field, value.into());
        }
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value.into());
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_narrowest_variable_decides() {
        let cases: [(&[(&str, &str)], LevelFilter); 8] = [
            (&[], LevelFilter::OFF),
            (&[("TF_LOG", "")], LevelFilter::OFF),
            (&[("TF_LOG", "debug")], LevelFilter::DEBUG),
            (&[("TF_LOG", "JSON")], LevelFilter::TRACE),
            (
                &[("TF_LOG", "TRACE"), ("TF_LOG_PROVIDER", "WARN")],
                LevelFilter::WARN,
            ),
            (
                &[("TF_LOG", "TRACE"), ("TF_LOG_PROVIDER", "off")],
                LevelFilter::OFF,
            ),
            (
                &[("TF_LOG_PROVIDER", "WARN"), ("TF_LOG_PROVIDER_A_B", "INFO")],
                LevelFilter::INFO,
            ),
            (&[("TF_LOG_PROVIDER_OTHER", "TRACE")], LevelFilter::OFF),
        ];
        for (variables, wanted) in cases {
            let variable = |name: &str| {
                let found = variables.iter().find(|(key, _)| *key == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            assert_eq!(level("a-b", variable), wanted, "{variables:?}");
        }
    }

    #[test]
    fn modules_are_told_without_the_crate() {
        assert_eq!(
            module(&format!("{OURS}::api::client")),
            "provider.api.client"
        );
        assert_eq!(module(OURS), "provider");
        assert_eq!(module("rustls::conn"), "provider.rustls.conn");
    }
}
