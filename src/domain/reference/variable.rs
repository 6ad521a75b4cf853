//! What stands in a text for something that is filled in later.

/// So far the end of such a thing is looked for. What is longer counts as one that does not end.
const LONGEST: usize = 128;

/// Where what is filled in here ends; `None` where nothing is.
///
/// Known are `$NAME`, `${…}`, `$(…)`, `$[…]`, `{{…}}`, `{name}`, `%NAME%`, `%s`, `%(name)s`, `<name>`, `#{…}` and
/// `*`: what shells, workflows, templates and format strings use.
pub(super) fn end_of_variable(bytes: &[u8], at: usize) -> Option<usize> {
    let next = bytes.get(at + 1).copied();
    match (bytes.get(at)?, next) {
        (b'$', Some(open @ (b'{' | b'(' | b'['))) => {
            Some(closed(bytes, at + 1, open).unwrap_or(at + 1))
        }
        (b'$', _) => Some(word(bytes, at + 1, is_name)),
        (b'{', Some(b'{')) => Some(closed(bytes, at, b'{').unwrap_or(at + 2)),
        (b'{', _) => {
            let end = word(bytes, at + 1, |byte| is_name(byte) || b".()-[]".contains(&byte));
            (bytes.get(end) == Some(&b'}')).then_some(end + 1)
        }
        (b'#', Some(b'{')) => Some(closed(bytes, at + 1, b'{').unwrap_or(at + 1)),
        (b'%', _) => {
            let end = word(bytes, at + 1, |byte| is_name(byte) || b"()".contains(&byte));
            Some(if bytes.get(end) == Some(&b'%') { end + 1 } else { end })
        }
        (b'<', _) => {
            let end = word(bytes, at + 1, |byte| is_name(byte) || b".- ".contains(&byte));
            (end > at + 1 && bytes.get(end) == Some(&b'>')).then_some(end + 1)
        }
        (b'*', _) => Some(at + 1),
        _ => None,
    }
}

const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The end of what consists of such bytes.
fn word(bytes: &[u8], from: usize, is_part: impl Fn(u8) -> bool) -> usize {
    let parts = bytes.iter().skip(from).take(LONGEST);
    from + parts.take_while(|byte| is_part(**byte)).count()
}

/// The end of what begins with this bracket, in the same line, with all brackets in it closed.
fn closed(bytes: &[u8], from: usize, open: u8) -> Option<usize> {
    let close = match open {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    };
    let mut depth = 0_usize;
    for (offset, byte) in bytes.iter().skip(from).take(LONGEST).enumerate() {
        if *byte == open {
            depth += 1;
        } else if *byte == close {
            depth -= 1;
        } else if *byte == b'\n' {
            return None;
        }
        if depth == 0 {
            return Some(from + offset + 1);
        }
    }
    None
}
