//! The guide for people who move over tells every deliberate difference. `UPDATE_DOCS=1 cargo test --test compat guide` writes them.

use crate::allowed::{ALLOWED, Allowed};
use crate::schema::What;

const GUIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/guides/migrating.md");
const BEGIN: &str =
    "<!-- differences: written by UPDATE_DOCS=1 cargo test --test compat guide -->\n";
const END: &str = "<!-- end of differences -->";

/// What a difference means, for people.
fn means(what: What) -> &'static str {
    match what {
        What::Missing => "is not there",
        What::Shape => "has another type",
        What::Items => "may stand another number of times",
        What::BecameRequired => "is required",
        What::BecameOptional => "is optional",
        What::NotConfigurable => "cannot be configured",
        What::AlsoComputed => "is known after apply when left out",
        What::NotComputed => "is null when left out",
        What::NotSensitive => "is shown",
        What::WriteOnly => "is write-only",
        What::Default => "has a default",
        What::Replaces => "cannot change in place",
        What::RefusesValue => "takes fewer values",
        What::Version => "has another state version",
    }
}

fn row(row: &Allowed) -> String {
    let of = match row.of.split_once('.') {
        Some((kind, name)) => format!("`{name}` ({kind})"),
        None => format!("`{}`", row.of),
    };
    let at: Vec<String> = row.at.split('|').map(|at| format!("`{at}`")).collect();
    format!(
        "| {of} | {} | {} | {} |\n",
        at.join(", "),
        means(row.what),
        row.reason
    )
}

#[test]
fn the_guide_tells_every_difference() {
    let guide = std::fs::read_to_string(GUIDE).unwrap();
    let (before, rest) = guide
        .split_once(BEGIN)
        .expect("the guide has a place for the differences");
    let (_, after) = rest.split_once(END).expect("and an end of it");
    let rows: String = ALLOWED.iter().map(row).collect();
    let wanted = format!(
        "{before}{BEGIN}\n| type | attribute | difference | why |\n|---|---|---|---|\n{rows}\n{END}{after}"
    );
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(GUIDE, &wanted).unwrap();
    } else {
        assert!(
            guide == wanted,
            "the guide is stale: UPDATE_DOCS=1 cargo test --test compat guide"
        );
    }
}
