//! Tag patterns with placeholders, and what these take of a tag.

use std::collections::BTreeSet;

use super::error::PatternError;
use super::pieces::Piece;
use super::placeholder::{Capture, Placeholder};

/// A glob with at least one placeholder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template {
    /// The characters that it begins with. Most texts fail here already.
    prefix: String,
    parts: Vec<Part>,
}

/// One part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Literal(char),
    AnyCharacter,
    /// `[…]`, for one character.
    Class(glob::Pattern),
    Star,
    Placeholder(Placeholder),
}

impl Template {
    /// The template of these pieces; `None` where they hold no placeholder.
    pub(super) fn of(pattern: &str, pieces: &[Piece<'_>]) -> Result<Option<Self>, PatternError> {
        if !pieces.iter().any(|piece| matches!(piece, Piece::Placeholder(_))) {
            return Ok(None);
        }
        let mut parts = Vec::new();
        for piece in pieces {
            parts.push(match *piece {
                Piece::Literal(character) => Part::Literal(character),
                Piece::AnyCharacter => Part::AnyCharacter,
                Piece::Stars(_) => Part::Star,
                Piece::Class(class) => Part::Class(super::matching::glob(pattern, class)?),
                Piece::Placeholder(word) => Part::Placeholder(placeholder(pattern, word)?),
            });
        }
        refuse_repeated(pattern, &parts)?;
        refuse_what_takes_nothing(pattern, &parts)?;
        refuse_nothing_but_a_branch(pattern, &parts)?;
        let literals = parts.iter().map_while(|part| match part {
            Part::Literal(character) => Some(*character),
            Part::AnyCharacter | Part::Class(_) | Part::Star | Part::Placeholder(_) => None,
        });
        let prefix: String = literals.collect();
        parts.drain(..prefix.chars().count());
        Ok(Some(Self { prefix, parts }))
    }

    /// Its placeholders, in their order.
    pub(super) fn placeholders(&self) -> impl Iterator<Item = &Placeholder> {
        self.parts.iter().filter_map(Part::placeholder)
    }

    /// Whether the whole text fits.
    pub(super) fn matches(&self, text: &str) -> bool {
        self.sheet(text).is_some_and(|sheet| sheet.ends(0, 0))
    }

    /// What each placeholder takes of a text that fits: from left to right, each wildcard as little as
    /// lets the rest fit.
    pub(super) fn captures<'a>(&'a self, text: &'a str) -> Option<Vec<Capture<'a>>> {
        let sheet = self.sheet(text)?;
        if !sheet.ends(0, 0) {
            return None;
        }
        let mut captures = Vec::new();
        let mut from = 0;
        for (at, part) in self.parts.iter().enumerate() {
            let to = sheet.stretches(part, from).find(|to| sheet.ends(at + 1, *to))?;
            if let Some(placeholder) = part.placeholder() {
                captures.push(Capture { placeholder, text: sheet.between(from, to) });
            }
            from = to;
        }
        Some(captures)
    }

    /// Every text that the placeholder could take in any way to read a text that fits.
    pub(super) fn readings<'a>(&self, wanted: &Placeholder, text: &'a str) -> BTreeSet<&'a str> {
        let mut readings = BTreeSet::new();
        let Some(sheet) = self.sheet(text) else { return readings };
        let mut starts = BTreeSet::from([0]);
        for (at, part) in self.parts.iter().enumerate() {
            let mut next = BTreeSet::new();
            for from in starts {
                for to in sheet.stretches(part, from).filter(|to| sheet.ends(at + 1, *to)) {
                    if part.placeholder() == Some(wanted) {
                        readings.insert(sheet.between(from, to));
                    }
                    next.insert(to);
                }
            }
            starts = next;
        }
        readings
    }

    /// The text behind the prefix, beside the parts; `None` where the text begins in another way.
    fn sheet<'a>(&self, text: &'a str) -> Option<Sheet<'a>> {
        let rest = text.strip_prefix(self.prefix.as_str())?;
        let before = self.prefix.chars().next_back();
        Some(Sheet::of(&self.parts, before, rest))
    }
}

impl Part {
    const fn placeholder(&self) -> Option<&Placeholder> {
        match self {
            Self::Placeholder(placeholder) => Some(placeholder),
            Self::Literal(_) | Self::AnyCharacter | Self::Class(_) | Self::Star => None,
        }
    }

    /// Whether it takes any text, also none.
    const fn takes_anything(&self) -> bool {
        matches!(self, Self::Star | Self::Placeholder(Placeholder::Branch | Placeholder::Word(_)))
    }
}

/// One text beside the parts of a template: which of these fit which end of it.
///
/// Filling it costs the number of parts times the length of the text, whatever they are.
struct Sheet<'a> {
    /// What stands right before the text.
    before: Option<char>,
    text: &'a str,
    /// Each character with where it begins.
    characters: Vec<(usize, char)>,
    /// For each part, and behind the last, and each place in the text, and its end: whether what comes
    /// from there fits what comes from that part.
    ends: Vec<bool>,
}

impl<'a> Sheet<'a> {
    fn of(parts: &[Part], before: Option<char>, text: &'a str) -> Self {
        let characters: Vec<(usize, char)> = text.char_indices().collect();
        let places = characters.len() + 1;
        let ends = vec![false; (parts.len() + 1) * places];
        let mut sheet = Self { before, text, characters, ends };
        if let Some(last) = sheet.ends.last_mut() {
            *last = true;
        }
        for (at, part) in parts.iter().enumerate().rev() {
            for from in (0..places).rev() {
                // What takes anything takes one character more, or none.
                let fits = if part.takes_anything() {
                    sheet.ends(at + 1, from) || sheet.ends(at, from + 1)
                } else {
                    sheet.stretches(part, from).any(|to| sheet.ends(at + 1, to))
                };
                sheet.ends[at * places + from] = fits;
            }
        }
        sheet
    }

    /// Whether the text from this place on fits the parts from this one on.
    fn ends(&self, part: usize, from: usize) -> bool {
        let places = self.characters.len() + 1;
        from < places && self.ends[part * places + from]
    }

    /// Where the part can end that begins at this place, the nearest first.
    fn stretches(&self, part: &Part, from: usize) -> std::ops::RangeInclusive<usize> {
        let one = |fits: bool| if fits { from + 1..=from + 1 } else { NOWHERE };
        let next = self.character(from);
        match part {
            Part::Literal(literal) => one(next == Some(*literal)),
            Part::AnyCharacter => one(next.is_some()),
            Part::Class(class) => {
                one(next.is_some_and(|next| class.matches(next.encode_utf8(&mut [0; 4]))))
            }
            Part::Star | Part::Placeholder(Placeholder::Branch | Placeholder::Word(_)) => {
                from..=self.characters.len()
            }
            Part::Placeholder(Placeholder::Pr) => {
                let is_digit = |one: Option<char>| one.is_some_and(|one| one.is_ascii_digit());
                let before = from.checked_sub(1).map_or(self.before, |at| self.character(at));
                let rest = from..self.characters.len();
                let count = rest.take_while(|at| is_digit(self.character(*at))).count();
                if count == 0 || is_digit(before) {
                    return NOWHERE;
                }
                from + count..=from + count
            }
        }
    }

    fn character(&self, at: usize) -> Option<char> {
        self.characters.get(at).map(|(_, character)| *character)
    }

    fn between(&self, from: usize, to: usize) -> &'a str {
        let byte = |at: usize| self.characters.get(at).map_or(self.text.len(), |(byte, _)| *byte);
        &self.text[byte(from)..byte(to)]
    }
}

/// No place at all.
#[expect(clippy::reversed_empty_ranges, reason = "an empty range of the type that others have")]
const NOWHERE: std::ops::RangeInclusive<usize> = 1..=0;

/// The placeholder that a word in braces names.
fn placeholder(pattern: &str, word: &str) -> Result<Placeholder, PatternError> {
    let (pattern, word) = (pattern.to_owned(), word.to_owned());
    match Placeholder::parse(&word) {
        Some(placeholder) => Ok(placeholder),
        None if Placeholder::RESERVED.contains(&word.as_str()) => {
            Err(PatternError::ReservedPlaceholder { pattern, word })
        }
        None => Err(PatternError::NoPlaceholder { pattern, word }),
    }
}

/// Each name can take one text only.
fn refuse_repeated(pattern: &str, parts: &[Part]) -> Result<(), PatternError> {
    let mut seen = BTreeSet::new();
    let mut placeholders = parts.iter().filter_map(Part::placeholder);
    match placeholders.find(|placeholder| !seen.insert(*placeholder)) {
        None => Ok(()),
        Some(repeated) => Err(PatternError::RepeatedPlaceholder {
            pattern: pattern.to_owned(),
            word: repeated.to_string(),
        }),
    }
}

/// Refuses a placeholder right before what can take its text as well: as each takes as little as it can,
/// it would always take nothing.
fn refuse_what_takes_nothing(pattern: &str, parts: &[Part]) -> Result<(), PatternError> {
    let starved = parts.windows(2).find_map(|pair| match pair {
        [first, second] if first.takes_anything() && second.takes_anything() => first.placeholder(),
        _ => None,
    });
    match starved {
        None => Ok(()),
        Some(starved) => Err(PatternError::StarvedPlaceholder {
            pattern: pattern.to_owned(),
            word: starved.to_string(),
        }),
    }
}

/// Refuses `{branch}` where nothing else says that the tag was made from a branch: every tag would fit.
fn refuse_nothing_but_a_branch(pattern: &str, parts: &[Part]) -> Result<(), PatternError> {
    let is_branch = |part: &Part| part.placeholder() == Some(&Placeholder::Branch);
    let says_something = |part: &Part| match part {
        Part::Literal(_) | Part::Class(_) => true,
        Part::Placeholder(placeholder) => *placeholder == Placeholder::Pr,
        Part::AnyCharacter | Part::Star => false,
    };
    if parts.iter().any(is_branch) && !parts.iter().any(says_something) {
        return Err(PatternError::NothingButBranch { pattern: pattern.to_owned() });
    }
    Ok(())
}
