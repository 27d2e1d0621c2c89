//! Times and durations as the API writes them.

use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

/// A point in time as `2026-01-02T03:04:05.678Z`.
pub fn text(at: OffsetDateTime) -> String {
    let at = at.to_offset(time::UtcOffset::UTC);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        at.year(),
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second(),
        at.millisecond()
    )
}

/// Reads an RFC 3339 time, or a plain date.
pub fn parse(text: &str) -> Option<OffsetDateTime> {
    let text = text.trim();
    OffsetDateTime::parse(text, &Rfc3339)
        .ok()
        .or_else(|| OffsetDateTime::parse(&format!("{text}T00:00:00Z"), &Rfc3339).ok())
}

/// Reads a duration such as `90`, `30m`, `4h`, `1d`, `2w`, `1y`; a bare number is milliseconds, as in the `ms` package.
pub fn duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let split = text
        .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
        .unwrap_or(text.len());
    let amount: f64 = text[..split].parse().ok()?;
    let seconds = match text[split..].trim() {
        "" | "ms" => 0.001,
        "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
        "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3600.0,
        "d" | "day" | "days" => 86_400.0,
        "w" | "week" | "weeks" => 604_800.0,
        "y" | "yr" | "year" | "years" => 31_557_600.0,
        _ => return None,
    };
    // Longer than any certificate or token lives, and far inside what a time can hold.
    let total = amount * seconds;
    (total <= 3_155_760_000.0).then(|| Duration::seconds_f64(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_survive_the_round_trip() {
        let at = parse("2026-01-02T03:04:05.678Z").expect("time");
        assert_eq!(text(at), "2026-01-02T03:04:05.678Z");
        assert_eq!(
            parse("2026-01-02").map(text).as_deref(),
            Some("2026-01-02T00:00:00.000Z")
        );
        assert!(parse("soon").is_none());
    }

    #[test]
    fn durations_have_units() {
        for (written, seconds) in [
            ("1m", 60),
            ("4h", 14_400),
            ("2 days", 172_800),
            ("1w", 604_800),
            ("1000", 1),
        ] {
            assert_eq!(
                duration(written),
                Some(Duration::seconds(seconds)),
                "{written}"
            );
        }
        for wrong in ["", "h", "1x", "-1h", "99999999y"] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
    }
}
