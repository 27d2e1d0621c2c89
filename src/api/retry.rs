//! When to try again, and how long to wait before.

use std::time::Duration;

use reqwest::header::HeaderMap;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use super::limiter::LimitHeaders;

/// The longest wait between two tries that we choose ourselves.
const LONGEST_BACKOFF: Duration = Duration::from_secs(20);
/// The longest wait that a server may ask for at once; its windows are a minute long.
const LONGEST_ASKED: Duration = Duration::from_secs(120);

/// A wait before try number `retry` (from 0): doubling from half a second, with jitter so that clients do not march in step.
pub fn backoff(retry: u32) -> Duration {
    let full = Duration::from_millis(500)
        .saturating_mul(1 << retry.min(10))
        .min(LONGEST_BACKOFF);
    full.mul_f64(0.5 + 0.5 * random_fraction())
}

/// A number in 0..1, from the hasher's random keys: good enough for jitter.
fn random_fraction() -> f64 {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let bits = RandomState::new().build_hasher().finish();
    f64::from(u32::try_from(bits >> 32).unwrap_or_default()) / f64::from(u32::MAX)
}

/// What a status answer means for trying again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is the answer.
    Final,
    /// Not carried out; wait and try again.
    Again,
    /// Perhaps carried out: try again only what may be repeated.
    Unclear,
    /// Not carried out; the rate limit is used up.
    Limited,
}

/// The meaning of a status. 503 says that the request was not taken; a gateway's 502 and 504 say nothing, nor do
/// 520 to 527, which Cloudflare answers in front of Infisical's cloud.
pub fn verdict(status: u16) -> Verdict {
    match status {
        429 => Verdict::Limited,
        503 => Verdict::Again,
        502 | 504 | 520..=527 => Verdict::Unclear,
        _ => Verdict::Final,
    }
}

/// The rate limit headers of an answer.
pub fn limit_headers(headers: &HeaderMap) -> LimitHeaders {
    let number = |name: &str| header(headers, name).and_then(|text| text.parse::<f64>().ok());
    let count = |name: &str| {
        number(name)
            .filter(|count| *count >= 0.0)
            .map(|count| count as u64)
    };
    LimitHeaders {
        limit: count("x-ratelimit-limit"),
        remaining: count("x-ratelimit-remaining"),
        reset: number("x-ratelimit-reset")
            .map(|reset| seconds_from_now(reset, OffsetDateTime::now_utc())),
    }
}

/// How long a 429 or 503 asks to wait, if it does.
pub fn asked_wait(headers: &HeaderMap, now: OffsetDateTime) -> Option<Duration> {
    let after = header(headers, "retry-after").and_then(|text| match text.parse::<f64>() {
        Ok(seconds) => Some(Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(LONGEST_ASKED)),
        Err(_) => {
            let at = OffsetDateTime::parse(&text.replace("GMT", "+0000"), &Rfc2822).ok()?;
            Some(Duration::try_from(at - now).unwrap_or_default())
        }
    });
    let reset = || {
        header(headers, "x-ratelimit-reset")?
            .parse::<f64>()
            .ok()
            .map(|reset| seconds_from_now(reset, now))
    };
    let wait = after.filter(|wait| !wait.is_zero()).or_else(reset)?;
    Some(wait.min(LONGEST_ASKED)).filter(|wait| !wait.is_zero())
}

/// A reset is told in seconds from now or as a Unix time.
fn seconds_from_now(reset: f64, now: OffsetDateTime) -> Duration {
    const SURELY_A_DATE: f64 = 1e9;
    let seconds = if reset >= SURELY_A_DATE {
        reset - now.unix_timestamp() as f64
    } else {
        reset
    };
    Duration::try_from_secs_f64(seconds.max(0.0))
        .unwrap_or(LONGEST_ASKED)
        .min(LONGEST_ASKED)
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn backoff_grows_and_stays_bounded() {
        for retry in 0..40 {
            let full = (0.5 * f64::from(2u32.saturating_pow(retry))).min(20.0);
            let wait = backoff(retry).as_secs_f64();
            assert!(
                (full / 2.0 - 0.001..=full + 0.001).contains(&wait),
                "{retry}: {wait}"
            );
        }
        assert!(
            (0..20)
                .map(|_| backoff(3))
                .collect::<std::collections::HashSet<_>>()
                .len()
                > 10,
            "no jitter"
        );
    }

    #[test]
    fn waits_that_servers_ask_for() {
        let now = datetime!(2026-08-01 12:00:00 UTC);
        let unix = (now.unix_timestamp() + 30).to_string();
        for (given, expected) in [
            (vec![], None),
            (vec![("retry-after", "7")], Some(7)),
            (vec![("retry-after", "0")], None),
            (
                vec![("retry-after", "Sat, 01 Aug 2026 12:00:09 GMT")],
                Some(9),
            ),
            (vec![("retry-after", "Sat, 01 Aug 2026 11:00:00 GMT")], None),
            (
                vec![("retry-after", "nonsense"), ("x-ratelimit-reset", "5")],
                Some(5),
            ),
            (vec![("x-ratelimit-reset", "42")], Some(42)),
            (vec![("x-ratelimit-reset", &unix)], Some(30)),
            (vec![("retry-after", "999999999")], Some(120)),
            (vec![("retry-after", "-5")], None),
            (vec![("retry-after", "NaN")], None),
        ] {
            let wait = asked_wait(&headers(&given), now);
            assert_eq!(wait, expected.map(Duration::from_secs), "{given:?}");
        }
    }

    #[test]
    fn limits_are_read_from_headers() {
        let told = limit_headers(&headers(&[
            ("x-ratelimit-limit", "60"),
            ("x-ratelimit-remaining", "12"),
            ("x-ratelimit-reset", "33"),
        ]));
        let expected = LimitHeaders {
            limit: Some(60),
            remaining: Some(12),
            reset: Some(Duration::from_secs(33)),
        };
        assert_eq!(told, expected);
        assert_eq!(
            limit_headers(&headers(&[("x-ratelimit-limit", "many")])),
            LimitHeaders::default()
        );
    }
}
