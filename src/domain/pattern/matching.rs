//! Patterns and what they match.

use std::collections::BTreeSet;
use std::fmt;

use super::error::PatternError;
use super::path::{Part, PathGlob};
use super::pieces::{Braces, Piece, pieces};
use super::placeholder::{Capture, Placeholder};
use super::tag_grammar::refuse_what_no_tag_fits;
use super::template::Template;

/// One glob. It matches the whole text, case-sensitively; a leading dot is a character like others.
///
/// `*` stands for any text, also none, `?` for one character, `[0-9]` for one of these, `[!a]` for
/// one that is none of these. In package names none of them stands for a `/`; only `**` does, which
/// is alone between slashes and stands for any number of parts.
///
/// In tag patterns `{word}` stands for any text, as `*` does, and captures it: of all ways to read the
/// text, from left to right, the one in which each wildcard takes as little as it can. `{pr}` takes
/// digits only. A placeholder captures nothing where nothing is left for it.
///
/// A match costs at most the length of the pattern times that of the text, however many stars the
/// pattern has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    form: Form,
    extent: Extent,
}

/// How the text that is matched is divided.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    /// Not at all. The `glob` crate gives up as soon as the last star has found nothing, so it does
    /// not try the earlier ones again.
    Whole(glob::Pattern),
    /// Not at all, and parts of it have names.
    Capturing(Template),
    /// At slashes.
    Path(PathGlob),
}

/// How many texts a pattern stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// One, itself.
    Exact,
    /// Those that fit.
    Many,
}

impl Pattern {
    /// A pattern for tags. One that no tag can fit is an error, as it would only look as if it took
    /// or protected something.
    pub fn for_tags(text: &str) -> Result<Self, PatternError> {
        let pieces = pieces(text, Braces::Placeholders)?;
        refuse_what_no_tag_fits(text, &pieces)?;
        Self::whole(text, &pieces)
    }

    /// A pattern for the names of versions: digests for containers, else what the publisher chose.
    pub fn for_names(text: &str) -> Result<Self, PatternError> {
        let pieces = pieces(text, Braces::Refused)?;
        Self::whole(text, &pieces)
    }

    /// A pattern for the names of packages, in which only `**` stands for text with a `/`.
    pub fn for_packages(text: &str) -> Result<Self, PatternError> {
        let pieces = pieces(text, Braces::Refused)?;
        for piece in &pieces {
            refuse_in_package_names(text, piece)?;
        }
        if !repeated_stars_stand_alone(&pieces) {
            return Err(PatternError::StarsNotAlone { pattern: text.to_owned() });
        }
        let mut parts = Vec::new();
        for part in text.split('/') {
            match part {
                "" => return Err(PatternError::EmptyPart { pattern: text.to_owned() }),
                "**" => parts.push(Part::AnyNumber),
                _ => parts.push(Part::One(glob(text, part)?)),
            }
        }
        let form = Form::Path(PathGlob(parts));
        Ok(Self { text: text.to_owned(), form, extent: extent(&pieces) })
    }

    /// A pattern in which `*` crosses everything.
    fn whole(text: &str, pieces: &[Piece<'_>]) -> Result<Self, PatternError> {
        if has_repeated_star(pieces) {
            return Err(PatternError::RepeatedStar { pattern: text.to_owned() });
        }
        let form = match Template::of(text, pieces)? {
            Some(template) => Form::Capturing(template),
            None => Form::Whole(glob(text, text)?),
        };
        Ok(Self { text: text.to_owned(), form, extent: extent(pieces) })
    }

    /// The pattern as the user wrote it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the whole text fits.
    pub fn matches(&self, text: &str) -> bool {
        match &self.form {
            Form::Whole(glob) => glob.matches(text),
            Form::Capturing(template) => template.matches(text),
            Form::Path(glob) => glob.matches(text),
        }
    }

    /// What each of its placeholders takes of the text, in their order; `None` where the text does not
    /// fit.
    pub fn captures<'a>(&'a self, text: &'a str) -> Option<Vec<Capture<'a>>> {
        match &self.form {
            Form::Capturing(template) => template.captures(text),
            Form::Whole(_) | Form::Path(_) => self.matches(text).then(Vec::new),
        }
    }

    /// Every text that one of its placeholders takes in any way to read the text, not only in the one
    /// that [`captures`](Self::captures) tells. Nothing where the text does not fit.
    ///
    /// `{branch}-{commit}` captures `feat` of `feat-x-1a2b3c`, but `feat-x` may be what was meant. Who
    /// must not be wrong about it asks for all of them.
    pub fn readings<'a>(&self, placeholder: &Placeholder, text: &'a str) -> BTreeSet<&'a str> {
        match &self.form {
            Form::Capturing(template) => template.readings(placeholder, text),
            Form::Whole(_) | Form::Path(_) => BTreeSet::new(),
        }
    }

    /// Its placeholders, in their order.
    pub fn placeholders(&self) -> impl Iterator<Item = &Placeholder> {
        let template = match &self.form {
            Form::Capturing(template) => Some(template),
            Form::Whole(_) | Form::Path(_) => None,
        };
        template.into_iter().flat_map(Template::placeholders)
    }

    /// Whether it holds no `*`, `?`, brackets or placeholders, and so matches only itself.
    pub fn is_exact(&self) -> bool {
        self.extent == Extent::Exact
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The glob that is all of the pattern, or one part of it.
pub(super) fn glob(pattern: &str, part: &str) -> Result<glob::Pattern, PatternError> {
    glob::Pattern::new(part).map_err(|error| PatternError::Unreadable {
        pattern: pattern.to_owned(),
        reason: error.msg,
    })
}

fn extent(pieces: &[Piece<'_>]) -> Extent {
    if pieces.iter().all(|piece| matches!(piece, Piece::Literal(_))) {
        Extent::Exact
    } else {
        Extent::Many
    }
}

fn has_repeated_star(pieces: &[Piece<'_>]) -> bool {
    pieces.iter().any(|piece| matches!(piece, Piece::Stars(count) if *count > 1))
}

/// Whether each run of stars is one star, or two between slashes or the ends.
fn repeated_stars_stand_alone(pieces: &[Piece<'_>]) -> bool {
    let is_end = |piece: Option<&Piece<'_>>| matches!(piece, None | Some(Piece::Literal('/')));
    pieces.iter().enumerate().all(|(at, piece)| match piece {
        Piece::Stars(count) if *count > 1 => {
            let before = at.checked_sub(1).and_then(|before| pieces.get(before));
            *count == 2 && is_end(before) && is_end(pieces.get(at + 1))
        }
        Piece::Stars(_)
        | Piece::Literal(_)
        | Piece::AnyCharacter
        | Piece::Class(_)
        | Piece::Placeholder(_) => true,
    })
}

/// Refuses what makes a package pattern match nothing.
fn refuse_in_package_names(pattern: &str, piece: &Piece<'_>) -> Result<(), PatternError> {
    match *piece {
        Piece::Class(class) if class.contains('/') => Err(PatternError::SlashInBracket {
            pattern: pattern.to_owned(),
            class: class.to_owned(),
        }),
        Piece::Literal(found @ ('@' | ':')) => Err(PatternError::NotInPackageNames {
            pattern: pattern.to_owned(),
            found,
            hint: "leave out the scope of an npm package, and the tag or digest of an image",
        }),
        Piece::Literal(found) if found.is_whitespace() => Err(PatternError::NotInPackageNames {
            pattern: pattern.to_owned(),
            found,
            hint: "write one pattern per line, or commas between them",
        }),
        Piece::Literal(_)
        | Piece::AnyCharacter
        | Piece::Stars(_)
        | Piece::Class(_)
        | Piece::Placeholder(_) => Ok(()),
    }
}

/// Patterns of which one that fits is enough.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Patterns(Vec<Pattern>);

impl Patterns {
    /// These patterns, in the order in which they were written.
    pub const fn new(patterns: Vec<Pattern>) -> Self {
        Self(patterns)
    }

    /// The first pattern that the text fits.
    pub fn first_match(&self, text: &str) -> Option<&Pattern> {
        self.0.iter().find(|pattern| pattern.matches(text))
    }

    /// What the placeholders of all patterns that the text fits take of it, pattern by pattern. One
    /// name can take several texts.
    pub fn captures<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Capture<'a>> {
        self.0.iter().filter_map(|pattern| pattern.captures(text)).flatten()
    }

    /// The placeholders of all patterns.
    pub fn placeholders(&self) -> impl Iterator<Item = &Placeholder> {
        self.0.iter().flat_map(Pattern::placeholders)
    }

    /// Whether there is no pattern at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The patterns, in the order in which they were written.
    pub fn iter(&self) -> impl Iterator<Item = &Pattern> {
        self.0.iter()
    }
}
