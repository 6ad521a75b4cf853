//! One row of GitHub's "list package versions".

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// GitHub's number for a version. They passed 1,350,000,000 in September 2026, hence 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VersionId(pub u64);

impl fmt::Display for VersionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A tag on a version of a container or docker package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tag(String);

impl Tag {
    /// A tag as GitHub lists it.
    pub fn new(tag: impl Into<String>) -> Self {
        Self(tag.into())
    }

    /// The tag's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The SHA-256 digest of a manifest or blob, written `sha256:` and 64 lower-case hexadecimal digits.
///
/// GitHub's registry uses no other algorithm. Kept as bytes: large packages hold many of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    const PREFIX: &str = "sha256:";

    /// The digest with these bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The digest that the text is, or `None` where it has another form.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix(Self::PREFIX)?.as_bytes();
        if hex.len() != 64 {
            return None;
        }
        let (mut bytes, mut seen) = ([0; 32], 0);
        for (byte, pair) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
            let (high, low) = (NIBBLES[usize::from(pair[0])], NIBBLES[usize::from(pair[1])]);
            seen |= high | low;
            *byte = high << 4 | low & 0xf;
        }
        (seen != NO_DIGIT).then_some(Self(bytes))
    }

    /// The 64 digits alone.
    pub fn hex(&self) -> String {
        self.to_string().split_off(Self::PREFIX.len())
    }
}

/// What [`NIBBLES`] has for a byte that is no digit: whatever is added to it, it shows.
const NO_DIGIT: u8 = 0xff;

/// The value of each byte as a lower-case hexadecimal digit. A decision reads hundreds of thousands of
/// digests, each of 64 digits: looking them up without a branch takes a third of the time.
const NIBBLES: [u8; 256] = {
    let digits = *b"0123456789abcdef";
    let mut values = [NO_DIGIT; 256];
    let mut value = 0_u8;
    while (value as usize) < digits.len() {
        values[digits[value as usize] as usize] = value;
        value += 1;
    }
    values
};

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::PREFIX)?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A version of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// GitHub's number.
    pub id: VersionId,
    /// For containers the digest, else what the publisher called it (`1.2.3`).
    pub name: String,
    /// The tags it carries; always empty for types without tags.
    pub tags: Vec<Tag>,
    /// When it was pushed, where GitHub gives a believable time ([`believable`]).
    pub created_at: Option<Timestamp>,
    /// When it was last touched, which includes a move of its tags; believable or `None`.
    pub updated_at: Option<Timestamp>,
    /// When it was deleted; `None` for what is there.
    pub deleted_at: Option<Timestamp>,
}

impl Version {
    /// The digest that a container's version is named by.
    pub fn digest(&self) -> Option<Digest> {
        Digest::parse(&self.name)
    }
}

/// The first second of 2008, the year in which GitHub began. It has no older package.
const GITHUB_BEGAN: i64 = 1_199_145_600;

/// The time itself where GitHub can have meant it. A zero or a 1980 date stands for "unknown", and
/// taking it at its word would make the version older than everything.
pub fn believable(time: Timestamp) -> Option<Timestamp> {
    (time.as_second() >= GITHUB_BEGAN).then_some(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_full_lower_case_sha256_is_a_digest() {
        let hex = "a".repeat(64);
        assert!(Digest::parse(&format!("sha256:{hex}")).is_some());
        for wrong in [
            hex.clone(),
            format!("sha256:{}", &hex[1..]),
            format!("sha256:{}", "A".repeat(64)),
            format!("sha512:{hex}"),
            "sha256:".to_owned(),
        ] {
            assert_eq!(Digest::parse(&wrong), None, "{wrong}");
        }
        let text = format!("sha256:{}", "0189abef".repeat(8));
        assert_eq!(Digest::parse(&text).map(|digest| digest.to_string()), Some(text));
    }

    #[test]
    fn zero_and_1980_are_no_times() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", false),
            ("1980-01-01T00:00:00Z", false),
            ("2007-12-31T23:59:59Z", false),
            ("2008-01-01T00:00:00Z", true),
        ] {
            let time: Timestamp = text.parse().expect("a time");
            assert_eq!(believable(time).is_some(), expected, "{text}");
        }
    }
}
