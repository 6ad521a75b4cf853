//! Names of images in a text, each with its tag.

use super::digests::{ALGORITHM, after};
use super::home::Home;
use super::image::ImageName;
use super::variable::end_of_variable;
use super::{Reference, SaysWhich, Target};

/// The longest tag that a registry takes.
const LONGEST_TAG: usize = 128;

/// Every name in the text that could be one of a package at home there, with what is said of which image is
/// meant.
pub(super) fn images(text: &str, home: &Home) -> Vec<Reference> {
    let scan = Scan { bytes: text.as_bytes(), at: 0, line: 1, home, found: Vec::new() };
    found_by(scan)
}

fn found_by(mut scan: Scan<'_>) -> Vec<Reference> {
    while let Some(byte) = scan.byte() {
        match byte {
            b'\n' => {
                scan.line += 1;
                scan.at += 1;
            }
            // `\n` and its like within quotes: the letter is no part of a name.
            b'\\' if scan.bytes.get(scan.at + 1) != Some(&b'\n') => scan.at += 2,
            byte if byte.is_ascii_alphanumeric() => scan.word(),
            _ if end_of_variable(scan.bytes, scan.at).is_some() => scan.word(),
            _ => scan.at += 1,
        }
    }
    scan.found
}

struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
    line: u32,
    home: &'t Home,
    found: Vec<Reference>,
}

/// What stands behind a name.
enum Behind {
    /// Nothing.
    Nothing,
    /// A tag.
    Tag(String),
    /// A digest, which is found by itself; before it there may be a tag.
    Digest(Option<String>),
    /// Something that can't be read.
    Unreadable,
}

impl Scan<'_> {
    fn byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn follows(&self, text: &str) -> bool {
        self.bytes[self.at..].starts_with(text.as_bytes())
    }

    /// Reads from the begin of a word to its end, at least one byte.
    fn word(&mut self) {
        let mut image = ImageName::default();
        while let Some(byte) = self.byte() {
            if is_of_name(byte) || (byte == b'/' && !image.as_str().is_empty()) {
                image.push(byte);
                self.at += 1;
            } else if self.follows("://") {
                image.clear();
                self.at += "://".len();
            } else if byte == b':' && self.has_port(&image) {
                image.push(byte);
                self.at += 1;
            } else if byte == b'@' && !image.as_str().contains('/') && !image.as_str().is_empty() {
                // Who asks stands before the host.
                image.clear();
                self.at += 1;
            } else if let Some(end) = end_of_variable(self.bytes, self.at) {
                image.push_anything();
                self.within(self.at + 1, end);
                self.at = end;
            } else {
                break;
            }
        }
        let is_name = image.as_str().contains('/');
        if !is_name || !self.home.may_have(&image) {
            return;
        }
        let target = match self.behind() {
            Behind::Digest(None) => return,
            Behind::Tag(tag) | Behind::Digest(Some(tag)) => {
                let within_sentence = tag.trim_end_matches(['.', '-', '_']);
                if within_sentence != tag && !within_sentence.is_empty() {
                    let tag = within_sentence.to_owned();
                    self.find(Target::Tag { image: image.clone(), tag });
                }
                Target::Tag { image, tag }
            }
            Behind::Unreadable => Target::Unclear { image, says_which: SaysWhich::Yes },
            Behind::Nothing => {
                image.trim_end();
                Target::Unclear { image, says_which: SaysWhich::No }
            }
        };
        self.find(target);
    }

    /// Reads what stands within brackets: it may be what is meant where nothing else is filled in. They are
    /// never long.
    fn within(&mut self, at: usize, end: usize) {
        let bytes = &self.bytes[..end];
        if bytes[at..].contains(&b'/') {
            let scan = Scan { bytes, at, line: self.line, home: self.home, found: Vec::new() };
            self.found.extend(found_by(scan));
        }
    }

    fn find(&mut self, target: Target) {
        self.found.push(Reference { line: self.line, target });
    }

    /// Whether a port stands here, which is there only between a host and a slash.
    fn has_port(&self, image: &ImageName) -> bool {
        const LONGEST: usize = 5;
        let rest = &self.bytes[self.at + 1..];
        let digits = rest.iter().take(LONGEST).take_while(|byte| byte.is_ascii_digit()).count();
        let is_host = !image.as_str().is_empty() && !image.as_str().contains('/');
        is_host && digits > 0 && rest.get(digits) == Some(&b'/')
    }

    /// What stands behind a name.
    fn behind(&mut self) -> Behind {
        match self.byte() {
            Some(b':') => {
                self.at += 1;
                self.tag()
            }
            Some(b'@') => self.digest(None),
            _ if self.goes_on() => Behind::Unreadable,
            _ => Behind::Nothing,
        }
    }

    fn tag(&mut self) -> Behind {
        let start = self.at;
        while self.byte().is_some_and(is_of_tag) {
            self.at += 1;
        }
        // Only ASCII is in it.
        let tag = String::from_utf8_lossy(&self.bytes[start..self.at]).into_owned();
        if self.goes_on() {
            return Behind::Unreadable;
        }
        if tag.is_empty() {
            return Behind::Nothing;
        }
        let is_filled_in = tag.len() > 4 && tag.starts_with("__") && tag.ends_with("__");
        let is_tag = !tag.starts_with(['.', '-']) && tag.len() <= LONGEST_TAG && !is_filled_in;
        match self.byte() {
            Some(b'@') => self.digest(is_tag.then_some(tag)),
            _ if is_tag => Behind::Tag(tag),
            _ => Behind::Unreadable,
        }
    }

    /// Reads a digest behind its `@`.
    fn digest(&mut self, tag: Option<String>) -> Behind {
        self.at += 1;
        let end = self.at + ALGORITHM.len();
        let algorithm = self.bytes.get(self.at..end).unwrap_or_default();
        let is_known = algorithm.eq_ignore_ascii_case(ALGORITHM.as_bytes());
        let colon = is_known && self.bytes.get(end) == Some(&b':');
        if colon && after(self.bytes, end).is_some() {
            Behind::Digest(tag)
        } else {
            Behind::Unreadable
        }
    }

    /// Whether what was read goes on with something that can't be read: a part that is filled in later, a
    /// character that no tag has, or another text that is put behind this one.
    fn goes_on(&self) -> bool {
        let Some(byte) = self.byte() else { return false };
        if end_of_variable(self.bytes, self.at).is_some() {
            return true;
        }
        if matches!(byte, b'"' | b'\'' | b'`') {
            let rest = &self.bytes[self.at + 1..];
            let spaces = rest.iter().take(8).take_while(|byte| **byte == b' ').count();
            let next = rest.get(spaces);
            return next == Some(&b'+') || (spaces == 0 && matches!(next, Some(b'$' | b'{')));
        }
        matches!(byte, b'+' | b'~' | b'^') || !byte.is_ascii()
    }
}

const fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')
}

const fn is_of_tag(byte: u8) -> bool {
    is_of_name(byte)
}
