//! What tags look like, and which patterns therefore never match one.

use super::error::PatternError;
use super::pieces::Piece;

/// The most characters a tag has.
///
/// Source: the grammar of tags in the OCI distribution specification,
/// `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}`, which GitHub's container registry follows.
const LONGEST: usize = 128;

/// Whether a tag can hold the character at all.
pub(super) fn can_hold(character: char) -> bool {
    can_begin_with(character) || matches!(character, '.' | '-')
}

/// Whether a tag can begin with the character.
fn can_begin_with(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// Refuses a pattern that no tag can fit.
pub(super) fn refuse_what_no_tag_fits(
    pattern: &str,
    pieces: &[Piece<'_>],
) -> Result<(), PatternError> {
    if pattern.contains("sha256:") {
        return Err(PatternError::DigestAmongTags { pattern: pattern.to_owned() });
    }
    for (position, piece) in pieces.iter().enumerate() {
        if !fits_some(piece, can_hold) {
            return Err(PatternError::NotInTags {
                pattern: pattern.to_owned(),
                found: written(piece),
                hint: hint(piece),
            });
        }
        if position == 0 && !fits_some(piece, can_begin_with) {
            return Err(PatternError::NoTagBeginsSo {
                pattern: pattern.to_owned(),
                found: written(piece),
            });
        }
    }
    let length: usize = pieces.iter().map(least).sum();
    if length > LONGEST {
        return Err(PatternError::LongerThanTags { pattern: pattern.to_owned(), length });
    }
    Ok(())
}

/// How many characters the piece takes at least.
fn least(piece: &Piece<'_>) -> usize {
    match piece {
        Piece::Literal(_) | Piece::AnyCharacter | Piece::Class(_) | Piece::Placeholder("pr") => 1,
        Piece::Stars(_) | Piece::Placeholder(_) => 0,
    }
}

/// Whether the piece fits at least one of the ASCII characters that are allowed. Tags hold no others.
fn fits_some(piece: &Piece<'_>, allowed: impl Fn(char) -> bool) -> bool {
    match piece {
        Piece::Literal(character) => allowed(*character),
        Piece::AnyCharacter | Piece::Stars(_) | Piece::Placeholder(_) => true,
        Piece::Class(class) => glob::Pattern::new(class).is_ok_and(|glob| {
            let mut buffer = [0; 4];
            ('!'..='~').any(|c| allowed(c) && glob.matches(c.encode_utf8(&mut buffer)))
        }),
    }
}

/// The piece as it stands in the pattern.
fn written(piece: &Piece<'_>) -> String {
    match piece {
        Piece::Literal(character) => character.to_string(),
        Piece::AnyCharacter => "?".to_owned(),
        Piece::Stars(count) => "*".repeat(*count),
        Piece::Class(class) => (*class).to_owned(),
        Piece::Placeholder(word) => format!("{{{word}}}"),
    }
}

/// What the user may have meant.
fn hint(piece: &Piece<'_>) -> &'static str {
    match piece {
        Piece::Literal('^' | '$' | '(' | ')' | '|' | '+') => {
            "patterns are globs, not regular expressions, and always match the whole tag"
        }
        Piece::Literal('/') => {
            "write the tag alone, without the image's name; of a branch `feat/x` builds make a tag \
             such as `feat-x`"
        }
        Piece::Literal(':') => "write the tag alone, without the image's name",
        Piece::Literal(character) if character.is_whitespace() => {
            "write one pattern per line, or commas between them"
        }
        Piece::Literal(_)
        | Piece::AnyCharacter
        | Piece::Stars(_)
        | Piece::Class(_)
        | Piece::Placeholder(_) => "tags hold only letters, digits, `_`, `.` and `-`",
    }
}
