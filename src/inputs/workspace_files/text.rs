//! The text in a file.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::files::LONGEST_TEXT;

/// Within so many bytes a file that is no text shows it, as for git.
const SHOWN_WITHIN: usize = 8_000;

/// What is in a file; `None` where that is no text.
///
/// What is no UTF-8 is read as far as it goes: what names an image is ASCII. UTF-16 is known by its mark.
///
/// # Errors
/// What is wrong with the file, as what is said of it.
pub(super) fn text_of(path: &Path) -> Result<Option<String>, String> {
    let unreadable = |error: std::io::Error| format!("can't be read: {error}");
    let mut file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.by_ref().take(SHOWN_WITHIN as u64).read_to_end(&mut bytes).map_err(unreadable)?;
    let is_utf_16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    if !is_utf_16 && bytes.contains(&0) {
        return Ok(None);
    }
    file.take(LONGEST_TEXT + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LONGEST_TEXT {
        return Err(format!("has more than {} MiB", LONGEST_TEXT >> 20));
    }
    Ok(Some(if is_utf_16 { utf_16(&bytes) } else { String::from_utf8_lossy(&bytes).into_owned() }))
}

/// A text of two bytes a unit, the mark of their order first.
fn utf_16(bytes: &[u8]) -> String {
    let is_little = bytes.starts_with(&[0xff, 0xfe]);
    let units = bytes.chunks_exact(2).skip(1).map(|pair| {
        let pair = [pair[0], pair[1]];
        if is_little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
    });
    char::decode_utf16(units).map(|one| one.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}
