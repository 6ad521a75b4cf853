//! How long a registry asks to wait.

use std::time::Duration;

/// What a registry's text says of how long to wait: `retry-after: 10.305464ms`, as Go writes a
/// duration, in the body of a 429.
///
/// Seen at ghcr.io: `retry-after: 23.722µs, allowed: 44000/minute`. A number without a unit is in
/// seconds, as in the header of that name. `None` where the text holds no such hint, or one that can't
/// be read.
pub fn hint_in(text: &str) -> Option<Duration> {
    let text = text.to_lowercase();
    let (_, after) = text.split_once("retry-after")?;
    let hint = after.trim_start().strip_prefix([':', '='])?.trim_start();
    let end = hint.find(|c: char| c == ',' || c == ';' || c == '"' || c.is_whitespace());
    go_duration(&hint[..end.unwrap_or(hint.len())])
}

/// A duration in Go's form: numbers with units, such as `1m30.5s` or `23.722µs`; or a bare number of
/// seconds.
fn go_duration(text: &str) -> Option<Duration> {
    let text = text.trim_end_matches('.');
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let mut rest = text;
    let mut sum = Duration::ZERO;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at(end);
        let end = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let nanoseconds = match unit {
            "ns" => 1,
            // The micro sign, and the Greek letter that lower case makes of it in some texts.
            "us" | "\u{b5}s" | "\u{3bc}s" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            _ => return None,
        };
        sum = sum.checked_add(decimal(number, nanoseconds)?)?;
        rest = after;
    }
    (!text.is_empty()).then_some(sum)
}

/// A decimal number of units that have so many nanoseconds each. What is smaller than one is cut off.
fn decimal(number: &str, nanoseconds: u64) -> Option<Duration> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
        return None;
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let mut sum = whole.checked_mul(nanoseconds)?;
    let mut place = nanoseconds;
    for digit in fraction.bytes() {
        // Beyond a nanosecond's tenth nothing can change any more.
        place /= 10;
        sum = sum.checked_add(place.checked_mul(u64::from(digit - b'0'))?)?;
    }
    Some(Duration::from_nanos(sum))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_hints_that_were_seen_are_read() {
        for (text, nanoseconds) in [
            ("retry-after: 10.305464ms, allowed: 2000/minute", 10_305_464),
            ("retry-after: 23.722\u{b5}s, allowed: 44000/minute", 23_722),
            ("retry-after: 23.722\u{3bc}s, allowed: 44000/minute", 23_722),
            ("retry-after: 23.722us", 23_722),
            ("retry-after: 412ns", 412),
        ] {
            assert_eq!(hint_in(text), Some(Duration::from_nanos(nanoseconds)), "{text}");
        }
    }

    #[test]
    fn every_unit_is_told_from_the_others() {
        for (text, milliseconds) in [
            ("Retry-After: 1s", 1_000),
            ("slow down; retry-after=2.5s;", 2_500),
            ("retry-after: 1m", 60_000),
            ("retry-after: 1m30.5s", 90_500),
            ("retry-after: 1h", 3_600_000),
            ("retry-after: .5s", 500),
            ("retry-after: 3.", 3_000),
            ("retry-after: 7", 7_000),
            ("retry-after: 5 seconds", 5_000),
            ("retry-after: 0s", 0),
            ("retry-after: 1.0000000000000000000000000001ms", 1),
        ] {
            assert_eq!(hint_in(text), Some(Duration::from_millis(milliseconds)), "{text}");
        }
    }

    #[test]
    fn what_is_no_hint_is_none() {
        for text in [
            "",
            "allowed: 2000/minute",
            "retry-after",
            "retry-after:",
            "retry-after: ms",
            "retry-after: .s",
            "retry-after: 1.2.3s",
            "retry-after: -1s",
            "retry-after: 5x",
            "retry-after: 1.5",
            "retry-after: 99999999999999999999s",
            "retry-after: 18446744073709551615h",
            "retry-after: soon",
        ] {
            assert_eq!(hint_in(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_harm(text in "(retry-after: )?[0-9.smunhµ]{0,40}|.{0,40}") {
            hint_in(&text);
        }

        #[test]
        fn milliseconds_are_read_to_the_nanosecond(whole in 0_u64..100_000, part in 0_u32..1_000_000) {
            let text = format!("retry-after: {whole}.{part:06}ms");
            let expected = Duration::from_millis(whole) + Duration::from_nanos(part.into());
            prop_assert_eq!(hint_in(&text), Some(expected));
        }
    }
}
