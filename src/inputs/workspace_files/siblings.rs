//! Entries of YAML that name an image together, as values for Helm have them: `repository` with `tag` or
//! `digest` beside it, and `registry` where it has its own entry.

use std::collections::BTreeMap;
use std::rc::Rc;

use saphyr_parser::{Event, Parser, ScalarStyle};

/// What is longer is read as any text is.
const LONGEST: usize = 1 << 20;

/// What is deeper is read as any text is: no values are.
const DEEPEST: usize = 64;

/// Longer is no part of a reference.
const LONGEST_PART: usize = 1_000;

/// Stands for what nobody can read.
const ANYTHING: &str = "*";

/// What an entry says of an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Repository,
    Registry,
    Tag,
    Digest,
}

/// What the entries of a map say, each with its line.
type Siblings = BTreeMap<Part, (Rc<str>, u32)>;

/// The references that entries beside each other make, as one writes them in one text, and the lines that
/// their names stand in, from 1. What is no YAML has those that stand before the place where it ends to be.
pub(in crate::inputs) fn references_of_siblings(text: &str) -> Vec<(u32, String)> {
    if text.len() > LONGEST {
        return Vec::new();
    }
    let mut reading = Reading::default();
    for event in Parser::new_from_str(text.trim_start_matches('\u{feff}')) {
        let Ok((event, span)) = event else { break };
        reading.take(event, u32::try_from(span.start.line()).unwrap_or(u32::MAX));
        if reading.open.len() > DEEPEST {
            break;
        }
    }
    reading.found
}

/// What is known of a text so far.
#[derive(Default)]
struct Reading {
    open: Vec<Open>,
    /// Texts by the numbers of their anchors.
    texts: BTreeMap<usize, Rc<str>>,
    /// Maps by the numbers of their anchors.
    maps: BTreeMap<usize, Siblings>,
    found: Vec<(u32, String)>,
}

/// What is open while a text is read.
enum Open {
    List,
    Map(OpenMap),
}

/// A map that is open.
#[derive(Default)]
struct OpenMap {
    anchor: usize,
    own: Siblings,
    /// What it takes over from others by `<<`, as far as it does not say it itself.
    merged: Siblings,
    key: Key,
}

/// The key whose value comes next.
#[derive(Clone, Copy, Default)]
enum Key {
    /// None: the key itself comes next.
    #[default]
    Next,
    Part(Part),
    /// `<<`.
    Merge,
    Other,
}

impl Key {
    fn of(text: &str) -> Self {
        match text {
            "repository" => Self::Part(Part::Repository),
            "registry" => Self::Part(Part::Registry),
            "tag" => Self::Part(Part::Tag),
            "digest" => Self::Part(Part::Digest),
            "<<" => Self::Merge,
            _ => Self::Other,
        }
    }
}

impl OpenMap {
    /// Takes a key, or the value of the last one; a text is there where it is one.
    fn take(&mut self, text: Option<&Rc<str>>, line: u32) {
        self.key = match self.key {
            Key::Next => text.map_or(Key::Other, |text| Key::of(text)),
            Key::Part(part) => {
                // What is said twice could be either.
                let is_first = !self.own.contains_key(&part);
                let text = text.filter(|_| is_first || part == Part::Repository).cloned();
                self.own.insert(part, (text.unwrap_or_else(|| Rc::from(ANYTHING)), line));
                Key::Next
            }
            Key::Merge | Key::Other => Key::Next,
        };
    }
}

impl Reading {
    fn take(&mut self, event: Event<'_>, line: u32) {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let is_nothing =
                    style == ScalarStyle::Plain && matches!(&*text, "~" | "null" | "Null" | "NULL");
                let text = if is_nothing { "" } else { text.trim() };
                let text = if text.len() > LONGEST_PART { ANYTHING } else { text };
                let text: Rc<str> = Rc::from(text);
                self.value(Some(&text), line);
                if anchor != 0 {
                    self.texts.insert(anchor, text);
                }
            }
            Event::Alias(anchor) => {
                if let Some(siblings) = self.maps.get(&anchor).cloned() {
                    self.merge(&siblings);
                }
                let text = self.texts.get(&anchor).cloned();
                self.value(text.as_ref(), line);
            }
            Event::MappingStart(anchor, _) => {
                self.open.push(Open::Map(OpenMap { anchor, ..OpenMap::default() }));
            }
            Event::SequenceStart(..) => self.open.push(Open::List),
            Event::MappingEnd | Event::SequenceEnd => {
                if let Some(Open::Map(map)) = self.open.pop() {
                    self.end(map);
                }
                self.value(None, line);
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
        }
    }

    /// Gives a key or a value to the map that it stands in.
    fn value(&mut self, text: Option<&Rc<str>>, line: u32) {
        if let Some(Open::Map(map)) = self.open.last_mut() {
            map.take(text, line);
        }
    }

    /// Gives what a map says to the one that it is the `<<` of, alone or in a list; the first has it.
    fn merge(&mut self, siblings: &Siblings) {
        if let [.., Open::Map(map)] | [.., Open::Map(map), Open::List] = &mut self.open[..]
            && let Key::Merge = map.key
        {
            for (part, said) in siblings {
                map.merged.entry(*part).or_insert_with(|| said.clone());
            }
        }
    }

    fn end(&mut self, map: OpenMap) {
        let OpenMap { anchor, own, merged, key: _ } = map;
        let mut siblings = merged;
        siblings.extend(own);
        self.found.extend(references(&siblings));
        self.merge(&siblings);
        if anchor != 0 {
            self.maps.insert(anchor, siblings);
        }
    }
}

/// The references that the entries make.
fn references(siblings: &Siblings) -> Vec<(u32, String)> {
    let said = |part| siblings.get(&part).map(|(text, _)| &**text).filter(|text| !text.is_empty());
    let line = siblings.get(&Part::Repository).map_or(1, |(_, line)| *line);
    let Some(name) = said(Part::Repository).filter(|name| *name != ANYTHING) else {
        return Vec::new();
    };
    let tag = said(Part::Tag).map(|tag| format!(":{}", readable(tag))).unwrap_or_default();
    let digest = said(Part::Digest).map(|digest| format!("@{digest}")).unwrap_or_default();
    let mut all = Vec::new();
    let first = name.split('/').next().unwrap_or_default();
    let has_host = first.contains(['.', ':', '$', '{', '<', '%']);
    if has_host {
        all.push((line, format!("{name}{tag}{digest}")));
    }
    let registry = said(Part::Registry);
    if registry.is_some() || !has_host {
        // Where nothing says which registry it is, it could be any.
        let registry = registry.unwrap_or(ANYTHING).trim_end_matches('/');
        all.push((line, format!("{registry}/{name}{tag}{digest}")));
    }
    all
}

/// A tag that may have a digest behind it, or `*` where it is none that a registry takes.
fn readable(text: &str) -> &str {
    let tag = text.split('@').next().unwrap_or_default();
    let is_tag = tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    if is_tag && !tag.is_empty() { text } else { ANYTHING }
}
