//! Textual formats: what each accepts, in code and in words, and what some of them mean.

use std::net::IpAddr;

use base64::Engine;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::Format;

impl Format {
    /// What the text must be, to follow «must be».
    pub fn phrase(self) -> &'static str {
        match self {
            Format::Slug => {
                "lower-case letters and digits with single hyphens between them, such as `my-app-2`"
            }
            Format::Url => "a URL that begins with `http://` or `https://`",
            Format::HttpsUrl => "a URL that begins with `https://`",
            Format::Json => "JSON text",
            Format::Toml => "TOML text",
            Format::Cron => {
                "a cron expression of five fields (minute, hour, day of month, month, day of week), such as `0 3 * * 1-5`"
            }
            Format::Ip => "an IPv4 or IPv6 address, such as `192.0.2.10`",
            Format::Cidr => "an IP address or a CIDR range, such as `192.0.2.0/24`",
            Format::Duration => "a duration, such as `30s`, `5m`, `1h` or `7d`",
            Format::Pem => {
                "PEM text: blocks from `-----BEGIN ...-----` to `-----END ...-----`, line breaks included"
            }
            Format::Email => "an e-mail address, such as `ops@example.com`",
            Format::Uuid => "a UUID, such as `7d4f8f0e-2a55-4c8c-9a35-0f1f7b9a3c11`",
            Format::Timestamp => "an RFC 3339 time with its zone, such as `2030-01-31T08:00:00Z`",
        }
    }

    /// Checks text. An error may say more, but never has any of the text in it.
    pub fn check(self, text: &str) -> Result<(), Option<String>> {
        let fine = match self {
            Format::Slug => is_slug(text),
            Format::Url => is_url(text, &["http", "https"]),
            Format::HttpsUrl => is_url(text, &["https"]),
            Format::Json => {
                return serde_json::from_str::<serde::de::IgnoredAny>(text)
                    .map(drop)
                    .map_err(|e| Some(e.to_string()));
            }
            Format::Toml => {
                return toml::from_str::<serde::de::IgnoredAny>(text)
                    .map(drop)
                    .map_err(|e| e.span().map(|span| position(text, span.start)));
            }
            Format::Cron => is_cron(text),
            Format::Ip => text.parse::<IpAddr>().is_ok(),
            Format::Cidr => cidr(text).is_some(),
            Format::Duration => duration(text).is_some(),
            Format::Pem => is_pem(text),
            Format::Email => is_email(text),
            Format::Uuid => text.len() == 36 && uuid::Uuid::try_parse(text).is_ok(),
            Format::Timestamp => instant(text).is_some(),
        };
        if fine { Ok(()) } else { Err(None) }
    }
}

/// Where a byte of text is, for people.
fn position(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    format!("the fault is at line {line} column {column}")
}

fn is_slug(text: &str) -> bool {
    text.split('-').all(|part| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    })
}

fn is_url(text: &str, schemes: &[&str]) -> bool {
    // The parser forgives spaces, line breaks and missing slashes; a server does not.
    let forgiven = text.chars().any(|c| c.is_whitespace() || c.is_control());
    let written = schemes.iter().any(|scheme| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            && text[scheme.len()..].starts_with("://")
    });
    !forgiven && written && url::Url::parse(text).is_ok_and(|url| url.has_host())
}

fn is_email(text: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || "\"(),:;<>@[\\]".contains(c);
    let dots = |part: &str| part.split('.').all(|label| !label.is_empty());
    text.len() <= 254
        && text.rsplit_once('@').is_some_and(|(local, domain)| {
            !local.contains(odd)
                && dots(local)
                && domain.contains('.')
                && dots(domain)
                && domain.split('.').all(|label| {
                    !label.starts_with('-')
                        && !label.ends_with('-')
                        && label.chars().all(|c| c == '-' || c.is_alphanumeric())
                })
        })
}

/// One or more PEM blocks; other text may stand around them, as in files made by openssl.
fn is_pem(text: &str) -> bool {
    let mut blocks = 0;
    let mut open: Option<(&str, String)> = None;
    for line in text.lines().map(str::trim) {
        let label = |mark: &str| {
            line.strip_prefix(mark)
                .and_then(|rest| rest.strip_suffix("-----"))
        };
        match (label("-----BEGIN "), label("-----END "), &mut open) {
            (Some(_), _, Some(_)) | (_, Some(_), None) => return false,
            (Some(name), ..) => open = Some((name, String::new())),
            (_, Some(name), Some((begun, body))) => {
                let whole = !body.is_empty()
                    && base64::engine::general_purpose::STANDARD
                        .decode(body.as_bytes())
                        .is_ok();
                if name != *begun || !whole {
                    return false;
                }
                blocks += 1;
                open = None;
            }
            // Headers such as `Proc-Type: 4,ENCRYPTED` are no part of the body.
            (.., Some((_, body))) if !line.contains(':') => body.push_str(line),
            _ => {}
        }
    }
    blocks > 0 && open.is_none()
}

const MONTHS: &[&str] = &[
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const DAYS: &[&str] = &["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// First and last number of a cron field, and names that stand for them in order.
const CRON_FIELDS: [(u32, u32, &[&str]); 5] = [
    (0, 59, &[]),
    (0, 23, &[]),
    (1, 31, &[]),
    (1, 12, MONTHS),
    (0, 7, DAYS),
];

fn is_cron(text: &str) -> bool {
    let fields: Vec<&str> = text.split_ascii_whitespace().collect();
    fields.len() == CRON_FIELDS.len()
        && fields.iter().zip(CRON_FIELDS).all(|(field, limits)| {
            field
                .split(',')
                .all(|part| cron_part(part, limits).is_some())
        })
}

/// `*`, `5`, `1-5`, each with `/step` or without.
fn cron_part(part: &str, (first, last, names): (u32, u32, &[&str])) -> Option<()> {
    let number = |text: &str| -> Option<u32> {
        let named = names
            .iter()
            .position(|name| name.eq_ignore_ascii_case(text))
            .map(|i| i as u32 + first);
        named
            .or_else(|| digits(text))
            .filter(|n| (first..=last).contains(n))
    };
    let (range, step) = match part.split_once('/') {
        Some((range, step)) => (range, digits(step)?),
        None => (part, 1),
    };
    let ordered = match range.split_once('-') {
        _ if range == "*" => true,
        Some((from, to)) => number(from)? <= number(to)?,
        None => number(range).is_some(),
    };
    (ordered && step >= 1 && step <= last).then_some(())
}

/// Plain decimal digits, without the sign that `parse` would take.
fn digits<N: std::str::FromStr>(text: &str) -> Option<N> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// An address and the length of its prefix, which is the full one when none is written.
pub(crate) fn cidr(text: &str) -> Option<(IpAddr, u8)> {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(digits::<u8>(prefix)?)),
        None => (text, None),
    };
    let address: IpAddr = address.parse().ok()?;
    let full = if address.is_ipv4() { 32 } else { 128 };
    let prefix = prefix.unwrap_or(full);
    (prefix <= full).then_some((address, prefix))
}

/// The instant that an RFC 3339 time tells.
pub(crate) fn instant(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok()
}

const SECOND: u128 = 1_000_000_000;
const DAY: u128 = 86_400 * SECOND;

/// Units of a duration with their nanoseconds; a year is 365.25 days, as Infisical counts it.
const UNITS: &[(&[&str], u128)] = &[
    (
        &["ms", "msec", "msecs", "millisecond", "milliseconds"],
        SECOND / 1000,
    ),
    (&["s", "sec", "secs", "second", "seconds"], SECOND),
    (&["m", "min", "mins", "minute", "minutes"], 60 * SECOND),
    (&["h", "hr", "hrs", "hour", "hours"], 3600 * SECOND),
    (&["d", "day", "days"], DAY),
    (&["w", "week", "weeks"], 7 * DAY),
    (&["y", "yr", "yrs", "year", "years"], DAY * 1461 / 4),
];

/// The nanoseconds of a duration such as `30s`, `1.5h`, `1h30m` or `2 days`; a bare number is seconds.
pub(crate) fn duration(text: &str) -> Option<u128> {
    let mut rest = text.trim();
    if let Some(seconds) = amount(rest, SECOND) {
        return Some(seconds);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total: u128 = 0;
    while !rest.is_empty() {
        let (number, after) = split(rest, |c| c.is_ascii_digit() || c == '.');
        let (unit, after) = split(after.trim_start(), |c| c.is_ascii_alphabetic());
        let (_, nanoseconds) = UNITS.iter().find(|(names, _)| names.contains(&unit))?;
        total = total.checked_add(amount(number, *nanoseconds)?)?;
        rest = after.trim_start();
    }
    Some(total)
}

/// The leading characters that are of a kind, and the rest.
fn split(text: &str, of_kind: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !of_kind(c)).unwrap_or(text.len()))
}

/// A decimal number times a unit, when that comes out whole.
fn amount(number: &str, unit: u128) -> Option<u128> {
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) if fraction.len() <= 9 => (whole, fraction),
        Some(_) => return None,
        None => (number, "0"),
    };
    let part = digits::<u128>(fraction)?.checked_mul(unit)?;
    let scale = 10u128.pow(fraction.len() as u32);
    let whole = digits::<u128>(whole)?.checked_mul(unit)?;
    (part % scale == 0)
        .then(|| whole.checked_add(part / scale))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "-----BEGIN TEST KEY-----\nAAECAwQF\nBgcICQ==\n-----END TEST KEY-----";

    #[test]
    fn formats_accept_and_refuse() {
        let encrypted = KEY.replace("AAEC", "Proc-Type: 4,ENCRYPTED\n\nAAEC");
        let two = format!("some text: here\r\n{KEY}\r\n\r\n{KEY}\n");
        let cases: &[(Format, &[&str], &[&str])] = &[
            (
                Format::Slug,
                &["a", "my-app-2", "0"],
                &["", "-a", "a-", "a--b", "A", "a_b", "é", "a b"],
            ),
            (
                Format::Url,
                &[
                    "http://x",
                    "https://x.example:8080/p?q#f",
                    "HTTPS://x",
                    "http://[::1]/",
                ],
                &[
                    "",
                    "x",
                    "ftp://x",
                    "http:/x",
                    "http://",
                    "http:x",
                    "http://a b",
                    " http://x",
                    "http://x\n",
                    "https",
                ],
            ),
            (
                Format::HttpsUrl,
                &["https://x"],
                &["http://x", "https:", "htt\u{e9}s://x"],
            ),
            (
                Format::Json,
                &["{}", " [1, 2.5e300] ", "\"x\"", "null"],
                &["", "{", "{'a':1}", "{} {}", "[1,]"],
            ),
            (
                Format::Toml,
                &["", "a = 1", "[t]\nb = \"x\""],
                &["a =", "a = 1\na = 2", "x"],
            ),
            (
                Format::Cron,
                &[
                    "* * * * *",
                    "0 3 * * 1-5",
                    "*/15 0,12 1-31/2 jan-MAR sun",
                    "0  0 1 1 7",
                    "5/10 * * * *",
                ],
                &[
                    "",
                    "* * * *",
                    "* * * * * *",
                    "60 * * * *",
                    "* 24 * * *",
                    "* * 0 * *",
                    "* * * 13 *",
                    "* * * * 8",
                    "5-1 * * * *",
                    "*/0 * * * *",
                    "1,, * * * *",
                    "a * * * *",
                    "+1 * * * *",
                    "-1 * * * *",
                    "@daily",
                    "* * * * mon-",
                    "*-5 * * * *",
                    "*/99 * * * *",
                ],
            ),
            (
                Format::Ip,
                &["10.0.0.1", "::1"],
                &["", "10.0.0", "10.0.0.1/32", "010.0.0.1"],
            ),
            (
                Format::Cidr,
                &[
                    "10.0.0.1",
                    "10.0.0.0/8",
                    "0.0.0.0/0",
                    "::/0",
                    "2001:db8::/128",
                ],
                &[
                    "",
                    "10.0.0.0/33",
                    "::/129",
                    "10.0.0.0/",
                    "10.0.0.0/+8",
                    "10.0.0.0/8/8",
                    "/8",
                    "x",
                ],
            ),
            (
                Format::Duration,
                &[
                    "30", "0", "30s", "5m", "1.5h", "7d", "1w", "1y", "1h30m", "2 days", "1h 30m",
                    "100ms",
                ],
                &[
                    "",
                    " ",
                    "h",
                    "-1s",
                    "1x",
                    "1h30",
                    "1..5h",
                    ".5h",
                    "1.h",
                    "1e3s",
                    "99999999999999999999999999999999999999d",
                    "30 s x",
                ],
            ),
            (
                Format::Pem,
                &[KEY, &two, &encrypted],
                &[
                    "",
                    "x",
                    "-----BEGIN TEST KEY-----",
                    &KEY[..60],
                    "-----BEGIN A-----\n-----END A-----",
                    "-----BEGIN A-----\nAAEC\n-----END B-----",
                    "-----END A-----",
                    "-----BEGIN A-----\n!!!!\n-----END A-----",
                ],
            ),
            (
                Format::Email,
                &[
                    "a@b.co",
                    "first.last+tag@sub.example.com",
                    "ü@münchen.example",
                ],
                &[
                    "", "a", "@b.co", "a@", "a@b", "a@b..co", "a b@c.co", "a@b@c.co", "a@-b.co",
                    ".a@b.co", "a@b.co\n",
                ],
            ),
            (
                Format::Uuid,
                &[
                    "7d4f8f0e-2a55-4c8c-9a35-0f1f7b9a3c11",
                    "7D4F8F0E-2A55-4C8C-9A35-0F1F7B9A3C11",
                ],
                &[
                    "",
                    "7d4f8f0e2a554c8c9a350f1f7b9a3c11",
                    "{7d4f8f0e-2a55-4c8c-9a35-0f1f7b9a3c1}",
                    "7d4f8f0e-2a55-4c8c-9a35-0f1f7b9a3c1g",
                ],
            ),
            (
                Format::Timestamp,
                &["2030-01-31T08:00:00Z", "2030-01-31T08:00:00.123+02:00"],
                &[
                    "",
                    "2030-01-31",
                    "2030-01-31T08:00:00",
                    "2030-02-30T08:00:00Z",
                    "2030-01-31 8:00",
                ],
            ),
        ];
        for (format, good, bad) in cases {
            for text in *good {
                assert_eq!(format.check(text), Ok(()), "{format:?} {text:?}");
            }
            for text in *bad {
                assert!(format.check(text).is_err(), "{format:?} {text:?}");
            }
        }
    }

    #[test]
    fn faults_have_a_position_but_no_contents() {
        for (format, text, expected) in [
            (Format::Json, "{\n  \"hunter2\" 5}", "line 2 column 13"),
            (Format::Toml, "a = 1\nb = hunter2", "line 2 column 5"),
        ] {
            let fault = format.check(text).unwrap_err().unwrap();
            assert!(fault.contains(expected), "{fault}");
            assert!(!fault.contains("hunter2"), "{fault}");
        }
    }

    #[test]
    fn durations_are_measured() {
        for (text, seconds) in [
            ("30", 30),
            ("90s", 90),
            ("1.5m", 90),
            ("1h30m", 5400),
            ("1d", 86_400),
            ("1w", 604_800),
            ("1y", 31_557_600),
            ("5000ms", 5),
            ("2 hours 1 min", 7260),
        ] {
            assert_eq!(duration(text), Some(seconds * SECOND), "{text}");
        }
    }
}
