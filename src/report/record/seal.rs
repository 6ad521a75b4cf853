//! The checksum at the end of each line, by which accidents are found. It is no signature: whoever can
//! write a record can write its checksums too.

use std::fmt;

use ring::digest::{Context, SHA256};

/// What stands before the checksum of a line, and behind it.
const BEFORE: &[u8] = b",\"sum\":\"";
const BEHIND: &[u8] = b"\"}";

/// How many digits of the hash a line carries. Chance passes so many once in 2^64 times.
const DIGITS: usize = 16;

/// How long the end of a line is that holds its checksum.
const SEAL: usize = BEFORE.len() + DIGITS + BEHIND.len();

/// The sum over a record from its beginning: what it is depends on every byte so far, so a line that is
/// changed, missing or in another place is found by all lines from there on.
#[derive(Clone)]
pub(super) struct Sum {
    context: Context,
}

impl Default for Sum {
    fn default() -> Self {
        Self { context: Context::new(&SHA256) }
    }
}

impl fmt::Debug for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sum").field(&self.digits()).finish()
    }
}

impl Sum {
    /// The next line, an object in JSON, with its checksum in it as the last key.
    pub(super) fn seal(&mut self, line: &str) -> Option<String> {
        let body = line.strip_suffix('}')?;
        self.context.update(body.as_bytes());
        let line = format!("{body},\"sum\":\"{}\"}}", self.digits());
        self.pass(&line.as_bytes()[body.len()..]);
        Some(line)
    }

    /// The next line, without its line break, as it was before it got its checksum; `None` where that is
    /// missing or wrong.
    pub(super) fn open(&mut self, line: &[u8]) -> Option<Vec<u8>> {
        let (body, seal) = line.split_at_checked(line.len().checked_sub(SEAL)?)?;
        self.context.update(body);
        let digits = seal.strip_prefix(BEFORE)?.strip_suffix(BEHIND)?;
        if digits != self.digits().as_bytes() {
            return None;
        }
        self.pass(seal);
        Some([body, b"}"].concat())
    }

    fn digits(&self) -> String {
        let hash = self.context.clone().finish();
        let first = hash.as_ref().first_chunk().copied();
        format!("{:0DIGITS$x}", first.map_or(0, u64::from_be_bytes))
    }

    /// Takes the end of a line into the sum.
    fn pass(&mut self, seal: &[u8]) {
        self.context.update(seal);
        self.context.update(b"\n");
    }
}

/// Whether more stands behind what looks like the end of a line. What is cut off within a line does not
/// look so: within the texts of a line each quotation mark is escaped.
pub(super) fn goes_on_behind_a_line(bytes: &[u8]) -> bool {
    let is_seal = |window: &[u8]| window.starts_with(BEFORE) && window.ends_with(BEHIND);
    bytes.windows(SEAL).rev().skip(1).any(is_seal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_of_a_line_is_the_hash_of_the_file_up_to_it() {
        let mut sum = Sum::default();
        // printf '{"a":1' | sha256sum
        let first = sum.seal(r#"{"a":1}"#).expect("an object");
        assert_eq!(first, r#"{"a":1,"sum":"8b0f0d75aabe01bb"}"#);
        let second = sum.seal(r#"{"a":1}"#).expect("an object");
        let whole = format!("{first}\n{{\"a\":1");
        let hash = ring::digest::digest(&SHA256, whole.as_bytes());
        let bytes = *hash.as_ref().first_chunk().expect("32 bytes");
        let digits = u64::from_be_bytes(bytes);
        assert_eq!(second, format!(r#"{{"a":1,"sum":"{digits:016x}"}}"#));
    }

    #[test]
    fn a_line_is_opened_in_its_place_alone() {
        let (mut sealing, mut opening) = (Sum::default(), Sum::default());
        let lines = [r#"{"a":1}"#, r#"{"b":"x"}"#];
        let sealed = lines.map(|line| sealing.seal(line).expect("an object"));
        assert_eq!(Sum::default().open(sealed[1].as_bytes()), None);
        for (line, sealed) in lines.iter().zip(&sealed) {
            assert_eq!(opening.open(sealed.as_bytes()).as_deref(), Some(line.as_bytes()));
        }
    }
}
