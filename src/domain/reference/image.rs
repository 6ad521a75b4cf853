//! The name of an image, as far as a text tells it.

use std::fmt;

/// Stands in a name for what is filled in later.
const ANYTHING: char = '*';

/// The name of an image with its host, in lower case. What is filled in later is a `*` and could be anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageName(String);

impl ImageName {
    /// Puts a character of the name at its end.
    pub(super) fn push(&mut self, byte: u8) {
        self.0.push(char::from(byte).to_ascii_lowercase());
    }

    /// Puts something at its end that is filled in later.
    pub(super) fn push_anything(&mut self) {
        if !self.0.ends_with(ANYTHING) {
            self.0.push(ANYTHING);
        }
    }

    /// Takes off what ends a sentence rather than a name.
    pub(super) fn trim_end(&mut self) {
        let end = self.0.trim_end_matches(['.', '-', '_', '/']).len();
        self.0.truncate(end);
    }

    /// Forgets what was put in.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether some part of it is filled in later.
    pub(super) fn has_anything(&self) -> bool {
        self.0.contains(ANYTHING)
    }

    /// The name itself, and what is left of it without each of the names before a slash: something may
    /// stand before the host, as for a mirror. Never more than a few, so that a long name takes no time.
    pub(super) fn endings(&self) -> impl Iterator<Item = &str> {
        const MOST: usize = 24;
        let after_slashes = self.0.rmatch_indices('/').map(|(at, _)| &self.0[at + 1..]);
        after_slashes.take(MOST).chain([self.0.as_str()])
    }
}

impl fmt::Display for ImageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a text is what a name with `*` for anything could come to.
pub(super) fn could_be(name: &str, text: &str) -> bool {
    let (name, text) = (name.as_bytes(), text.as_bytes());
    let (mut at, mut of_text) = (0, 0);
    // Where the last `*` stands, and how far it reaches by now.
    let mut last: Option<(usize, usize)> = None;
    while of_text < text.len() {
        if name.get(at) == Some(&b'*') {
            last = Some((at, of_text));
            at += 1;
        } else if name.get(at) == Some(&text[of_text]) {
            at += 1;
            of_text += 1;
        } else if let Some((star, reach)) = last {
            last = Some((star, reach + 1));
            (at, of_text) = (star + 1, reach + 1);
        } else {
            return false;
        }
    }
    name[at..].iter().all(|byte| *byte == b'*')
}
