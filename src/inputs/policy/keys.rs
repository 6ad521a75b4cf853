//! From a key's node to a value that is read like an input's.

use super::document::{Content, Node};
use crate::inputs::problem::Came;
use crate::inputs::reading::{Piece, Value};
use crate::inputs::reference::accepted;
use crate::inputs::spec::{Group, Takes};
use crate::inputs::table::Input;

/// The only key of a policy.
pub(super) const RULES: &str = "rules";

/// The key of a rule that is no input's.
pub(super) const NAME: &str = "name";

/// The inputs that a rule has as keys, in the order of the reference.
pub(super) fn keys() -> impl Iterator<Item = Input> {
    Input::ALL.iter().copied().filter(|input| input.is_key_of_rule())
}

/// What is wrong with a value before anybody asks what it means.
pub(super) struct Unsound {
    pub(super) at: crate::inputs::reading::Mark,
    pub(super) expected: String,
    pub(super) came: Came,
    pub(super) advice: String,
}

/// The value of a key. A list may be written as one, or as its input takes it.
pub(super) fn value(key: Input, node: &Node) -> Result<Value, Vec<Unsound>> {
    let takes = key.spec().takes;
    match &node.content {
        Content::List(items) if takes.is_list() => {
            let read: Vec<_> = items.iter().map(|item| text(takes, item, "in the list")).collect();
            if items.is_empty() {
                return Err(vec![empty(takes, node)]);
            }
            let (sound, unsound): (Vec<_>, Vec<_>) = read.into_iter().partition(Result::is_ok);
            if unsound.is_empty() {
                Ok(Value::of_pieces(sound.into_iter().flatten().collect()))
            } else {
                Err(unsound.into_iter().filter_map(Result::err).collect())
            }
        }
        Content::Text(_) | Content::Nothing | Content::List(_) | Content::Map(_) => {
            text(takes, node, "there")
                .map(|piece| Value::of_pieces(vec![piece]))
                .map_err(|one| vec![one])
        }
    }
}

/// One text, without the space around it, as of an input.
fn text(takes: Takes, node: &Node, place: &str) -> Result<Piece, Unsound> {
    let unsound =
        |came, advice: String| Unsound { at: node.at, expected: accepted(takes), came, advice };
    match &node.content {
        Content::Text(text) if text.trim().is_empty() => Err(empty(takes, node)),
        Content::Text(text)
            if text.chars().any(|one| one.is_control() && !"\r\n\t".contains(one)) =>
        {
            let advice =
                "it holds a control character, which no name and no number has; take it out";
            Err(unsound(Came::text(text), advice.to_owned()))
        }
        Content::Text(text) => Ok(Piece { text: text.trim().to_owned(), at: Some(node.at) }),
        Content::Nothing => Err(empty(takes, node)),
        Content::List(_) if takes.is_list() => {
            Err(unsound(Came::text("a list"), format!("write one value {place}")))
        }
        Content::List(_) => Err(unsound(Came::text("a list"), "write one value".to_owned())),
        Content::Map(_) => {
            let advice = format!(
                "write one value {place}; what begins with `{{`, or holds a colon and a space, has to \
                 be in quotes"
            );
            Err(unsound(Came::text("keys with values"), advice))
        }
    }
}

fn empty(takes: Takes, node: &Node) -> Unsound {
    Unsound {
        at: node.at,
        expected: accepted(takes),
        came: Came::Empty,
        advice: "say what is meant, or take the key out for its default".to_owned(),
    }
}

/// What says what the run does, so that no rule can say it.
const OF_THE_RUN: [Input; 6] = [
    Input::Mode,
    Input::Target,
    Input::Untag,
    Input::DeletedWithin,
    Input::DeletedSince,
    Input::DeletedUntil,
];

/// What the run keeps everywhere, so that a rule need not say it again.
const KEPT_EVERYWHERE: [Input; 2] = [Input::KeepTags, Input::UntaggedGrace];

impl Input {
    /// Whether a rule of a policy may have it as a key. What and Keep are a rule's, but for what says
    /// what the run does; and so is the list of its packages.
    pub fn is_key_of_rule(self) -> bool {
        match self.spec().group {
            Group::What | Group::Keep => !OF_THE_RUN.contains(&self),
            Group::Where => self == Self::Packages,
            Group::Guard | Group::PolicyAndPlan => false,
        }
    }

    /// What it is where a rule says nothing, if that is something else than where the run does.
    pub fn default_in_rule(self) -> Option<&'static str> {
        KEPT_EVERYWHERE.contains(&self).then_some("none")
    }
}
