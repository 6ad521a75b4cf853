//! Digests that stand in a text.

use super::{Reference, Target};
use crate::domain::Digest;

/// How long the digits of a SHA-256 are.
const HEX: usize = 64;

/// The algorithm, as it stands before the colon.
pub(super) const ALGORITHM: &str = "sha256";

/// Every digest in the text, with its line.
pub(super) fn digests(text: &str) -> Vec<Reference> {
    let bytes = text.as_bytes();
    let (mut line, mut counted, mut found) = (1, 0, Vec::new());
    for (colon, _) in text.match_indices(':') {
        let Some(digest) = before(bytes, colon).then(|| after(bytes, colon)).flatten() else {
            continue;
        };
        line += lines(&text[counted..colon]);
        counted = colon;
        found.push(Reference { line, target: Target::Digest(digest) });
    }
    found
}

/// The number of line ends.
fn lines(text: &str) -> u32 {
    u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX)
}

/// Whether the algorithm's name stands before the colon, alone.
fn before(bytes: &[u8], colon: usize) -> bool {
    let Some(start) = colon.checked_sub(ALGORITHM.len()) else { return false };
    let is_alone = start == 0 || !bytes[start - 1].is_ascii_alphanumeric();
    is_alone && bytes[start..colon].eq_ignore_ascii_case(ALGORITHM.as_bytes())
}

/// The digest whose digits stand after the colon, neither more nor less of them.
pub(super) fn after(bytes: &[u8], colon: usize) -> Option<Digest> {
    let digits = bytes.get(colon + 1..colon + 1 + HEX)?;
    if bytes.get(colon + 1 + HEX).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    let digits = std::str::from_utf8(digits).ok()?;
    Digest::parse(&format!("{ALGORITHM}:{}", digits.to_ascii_lowercase()))
}
