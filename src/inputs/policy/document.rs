//! YAML as a tree of marked nodes. Nothing in it is expanded or guessed at: a plain `1.10` is those four
//! characters, and an alias is refused where it stands, so that a small text can't become a large one.

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span};

use crate::inputs::reading::Mark;

/// Deeper than this nothing of a policy lies: rules, a rule, a key's list, an item.
const DEEPEST: usize = 8;

/// Something in a document, and where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) at: Mark,
    pub(super) content: Content,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// A text, as it was written or as its quotes say.
    Text(String),
    /// Nothing: no value at all, `~` or `null`.
    Nothing,
    /// A list.
    List(Vec<Node>),
    /// Keys with their values, in order; a key may be there twice.
    Map(Vec<(Node, Node)>),
}

/// Why a text is no document that a policy can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NoDocument {
    pub(super) at: Mark,
    pub(super) expected: &'static str,
    /// What came, or what the parser says of it.
    pub(super) came: String,
    pub(super) advice: &'static str,
}

/// What is open while a document is read.
enum Open {
    List(Mark, Vec<Node>),
    Map(Mark, Vec<(Node, Node)>, Option<Node>),
}

/// Reads a text that is one document; `None` where it is none but comments.
pub(super) fn document(text: &str) -> Result<Option<Node>, NoDocument> {
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| broken(text, &error))?;
        let at = mark(span);
        if let Event::Scalar(_, _, anchor, tag) = &event {
            refuse_marks(*anchor, tag.is_some(), at)?;
        }
        if let Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag) = &event {
            refuse_marks(*anchor, tag.is_some(), at)?;
            if open.len() == DEEPEST {
                return Err(too_deep(at));
            }
        }
        let node = match event {
            Event::Alias(_) => return Err(alias(at)),
            Event::SequenceStart(..) => {
                open.push(Open::List(at, Vec::new()));
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Open::Map(at, Vec::new(), None));
                continue;
            }
            Event::Scalar(text, style, ..) => Node { at, content: scalar(&text, style) },
            Event::SequenceEnd | Event::MappingEnd => match open.pop() {
                Some(Open::List(at, items)) => Node { at, content: Content::List(items) },
                Some(Open::Map(at, entries, _)) => Node { at, content: Content::Map(entries) },
                None => continue,
            },
            Event::DocumentStart(_) if root.is_some() => return Err(second_document(at)),
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => continue,
        };
        match open.last_mut() {
            Some(Open::List(_, items)) => items.push(node),
            Some(Open::Map(_, entries, key)) => match key.take() {
                Some(key) => entries.push((key, node)),
                None => *key = Some(node),
            },
            None => root = Some(node),
        }
    }
    let is_nothing = |node: &Node| node.content == Content::Nothing;
    Ok(root.filter(|node| !is_nothing(node)))
}

/// A scalar. Only what is written without quotes can be nothing.
fn scalar(text: &str, style: ScalarStyle) -> Content {
    match (style, text) {
        (ScalarStyle::Plain, "" | "~" | "null" | "Null" | "NULL") => Content::Nothing,
        _ => Content::Text(text.to_owned()),
    }
}

/// Where a node begins. The parser counts columns from 0.
fn mark(span: Span) -> Mark {
    Mark { line: span.start.line(), column: span.start.col() + 1 }
}

fn refuse_marks(anchor: usize, is_tagged: bool, at: Mark) -> Result<(), NoDocument> {
    let (came, advice) = if anchor != 0 {
        ("an anchor (`&`)", "write the value out; what begins with `&` has to be in quotes")
    } else if is_tagged {
        ("a tag (`!`)", "what begins with `!` has to be in quotes")
    } else {
        return Ok(());
    };
    Err(NoDocument { at, expected: PLAIN, came: came.to_owned(), advice })
}

/// What a value is that is nothing else.
const PLAIN: &str = "a plain value";

fn alias(at: Mark) -> NoDocument {
    let advice = "write the value out; what begins with `*` has to be in quotes";
    NoDocument { at, expected: PLAIN, came: "an alias (`*`)".to_owned(), advice }
}

fn too_deep(at: Mark) -> NoDocument {
    let came = "one more level".to_owned();
    let expected = "no more levels than a policy has";
    NoDocument { at, expected, came, advice: "write the rules as the reference shows them" }
}

fn second_document(at: Mark) -> NoDocument {
    let came = "a second one".to_owned();
    let advice = "write all rules below one `rules:`, without `---` between them";
    NoDocument { at, expected: "one document", came, advice }
}

/// What is no YAML, in the parser's words; and what it mostly is where a character stands there that
/// means something.
fn broken(text: &str, error: &ScanError) -> NoDocument {
    let marker = error.marker();
    let at = Mark { line: marker.line().max(1), column: marker.col() + 1 };
    let after = text.lines().skip(at.line - 1).take(2);
    let is_indented_by_tabs = |line: &str| line.trim_start_matches(' ').starts_with('\t');
    let advice = if after.into_iter().any(is_indented_by_tabs) {
        "indent with spaces: YAML knows no tabs there"
    } else {
        "correct it; what begins with `*`, `!`, `&`, `[`, `{`, `%`, `@` or a backtick has to be in \
         quotes, and so has what holds a colon and a space"
    };
    NoDocument { at, expected: "YAML", came: error.info().to_owned(), advice }
}
