//! The pieces of a glob, and what is refused in every glob.

use super::error::PatternError;

/// One piece of a glob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// A character that stands for itself.
    Literal(char),
    /// `?`.
    AnyCharacter,
    /// A run of `*`, so many of them.
    Stars(usize),
    /// `[…]` or `[!…]`, with its brackets. It stands for one character.
    Class(&'a str),
    /// The word in `{…}`. Nobody has looked yet whether it is one.
    Placeholder(&'a str),
}

/// What braces are in a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Braces {
    /// They hold placeholders.
    Placeholders,
    /// They mean nothing.
    Refused,
}

/// The pieces of the pattern in their order.
///
/// The extent of brackets is that of the `glob` crate: the first character in them may be a `]`.
pub(super) fn pieces(pattern: &str, braces: Braces) -> Result<Vec<Piece<'_>>, PatternError> {
    if pattern.trim().is_empty() {
        return Err(PatternError::Empty);
    }
    if let Some(rest) = pattern.strip_prefix('!') {
        return Err(PatternError::Negated { pattern: pattern.to_owned(), rest: rest.to_owned() });
    }
    if pattern.contains('\\') {
        return Err(PatternError::Backslash { pattern: pattern.to_owned() });
    }
    let mut found = Vec::new();
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        let (piece, length) = match first {
            '{' if braces == Braces::Placeholders => {
                let open = || PatternError::OpenBrace { pattern: pattern.to_owned() };
                let word = &rest[1..rest.find('}').ok_or_else(open)?];
                (Piece::Placeholder(word), word.len() + 2)
            }
            '}' if braces == Braces::Placeholders => {
                return Err(PatternError::OpenBrace { pattern: pattern.to_owned() });
            }
            '{' | '}' => return Err(PatternError::Braces { pattern: pattern.to_owned() }),
            '?' => (Piece::AnyCharacter, 1),
            '*' => {
                let count = rest.len() - rest.trim_start_matches('*').len();
                (Piece::Stars(count), count)
            }
            '[' => {
                let class = class(pattern, rest)?;
                (Piece::Class(class), class.len())
            }
            other => (Piece::Literal(other), other.len_utf8()),
        };
        found.push(piece);
        rest = &rest[length..];
    }
    Ok(found)
}

/// The brackets that `rest` begins with.
fn class<'a>(pattern: &str, rest: &'a str) -> Result<&'a str, PatternError> {
    let open = || PatternError::OpenBracket { pattern: pattern.to_owned() };
    let before = if rest.starts_with("[!") { 2 } else { 1 };
    let first = rest[before..].chars().next().ok_or_else(open)?;
    let from = before + first.len_utf8();
    let end = from + rest[from..].find(']').ok_or_else(open)?;
    let (class, members) = (&rest[..=end], &rest[before..end]);
    if first == '^' {
        return Err(PatternError::CaretInBracket {
            pattern: pattern.to_owned(),
            class: class.to_owned(),
        });
    }
    if members.starts_with("[:") {
        return Err(PatternError::NamedClass {
            pattern: pattern.to_owned(),
            class: class.to_owned(),
        });
    }
    if let Some(range) = reversed_range(members) {
        return Err(PatternError::ReversedRange { pattern: pattern.to_owned(), range });
    }
    Ok(class)
}

/// The first range (`a-z`) in brackets that runs backwards.
fn reversed_range(members: &str) -> Option<String> {
    let members: Vec<char> = members.chars().collect();
    let mut rest = members.as_slice();
    while let Some((&low, behind)) = rest.split_first() {
        rest = behind;
        if let [dash @ '-', high, behind @ ..] = behind {
            if low > *high {
                return Some([low, *dash, *high].iter().collect());
            }
            rest = behind;
        }
    }
    None
}
