//! From a document to rules: each with its name and the values of its keys, nothing yet read of them.

use std::collections::BTreeMap;

use super::document::{Content, NoDocument, Node, document};
use super::keys::{NAME, RULES, keys, value};
use super::text::PolicyText;
use crate::inputs::problem::{Came, Noted};
use crate::inputs::reading::{Mark, Reader, Written, nearest};
use crate::inputs::table::Input;

/// The longest name of a rule, in characters.
const LONGEST_NAME: usize = 100;

/// A rule of a policy, its keys not read yet.
#[derive(Clone, Debug)]
pub(in crate::inputs) struct RuleText {
    /// What reasons call it.
    pub(in crate::inputs) name: String,
    /// The file that it is in; `None` where it is inline.
    pub(in crate::inputs) file: Option<String>,
    /// Where it begins.
    pub(in crate::inputs) at: Mark,
    /// The values of its keys.
    pub(in crate::inputs) written: Written,
}

/// The rules of a policy, at least one. Notes everything that is wrong with how they are written.
pub(in crate::inputs) fn rules(
    reader: &mut Reader<'_>,
    policy: &PolicyText,
) -> Result<Vec<RuleText>, Noted> {
    let mut notes = InPolicy { reader, file: policy.file.as_deref() };
    let begin = Mark { line: 1, column: 1 };
    let root = match document(&policy.yaml) {
        Ok(Some(root)) => root,
        Ok(None) => {
            let advice = "write `rules:` and a list of rules below it";
            return Err(notes.note(begin, "a policy", Came::Nothing, advice));
        }
        Err(NoDocument { at, expected, came, advice }) => {
            return Err(notes.note(at, expected, Came::text(&came), advice));
        }
    };
    let Content::Map(entries) = &root.content else {
        let advice = "write `rules:` and a list of rules below it";
        return Err(notes.note(root.at, "the key `rules`", came(&root), advice));
    };
    let mut rules = None;
    let mut sound = Ok(());
    let mut seen = BTreeMap::new();
    for (key, node) in entries {
        let Some(name) = notes.key(key, &mut seen, &mut sound) else { continue };
        if name == RULES {
            rules = Some(node);
            continue;
        }
        let advice = if Input::named(name).is_some_and(Input::is_key_of_rule) || name == NAME {
            "write it into a rule".to_owned()
        } else if Input::named(name).is_some() {
            "it belongs to the run; give it as an input beside `policy`".to_owned()
        } else {
            did_you_mean(name, &[RULES])
        };
        sound = Err(notes.note(key.at, "the key `rules` alone", Came::text(name), advice));
    }
    let Some(node) = rules else {
        let advice = "write a list of rules below it";
        return Err(notes.note(root.at, "the key `rules`", Came::Nothing, advice));
    };
    let items = match &node.content {
        Content::List(items) if !items.is_empty() => items,
        Content::Text(_) | Content::Nothing | Content::List(_) | Content::Map(_) => {
            let advice = "begin each rule with `- name:`";
            return Err(notes.note(node.at, "a list of rules", came(node), advice));
        }
    };
    let mut names = BTreeMap::new();
    let read: Vec<_> = items.iter().map(|item| notes.rule(item, &mut names)).collect();
    sound?;
    read.into_iter().collect()
}

/// Notes problems where they stand in the policy.
struct InPolicy<'a, 'env> {
    reader: &'a mut Reader<'env>,
    file: Option<&'a str>,
}

impl InPolicy<'_, '_> {
    fn note(
        &mut self,
        at: Mark,
        expected: impl Into<String>,
        came: Came,
        advice: impl Into<String>,
    ) -> Noted {
        self.reader.object_in_policy(self.file, at, expected, came, advice)
    }

    /// The name of a key that is there for the first time.
    fn key<'doc>(
        &mut self,
        node: &'doc Node,
        seen: &mut BTreeMap<&'doc str, Mark>,
        sound: &mut Result<(), Noted>,
    ) -> Option<&'doc str> {
        let Content::Text(name) = &node.content else {
            let advice = "write the name of a key";
            *sound = Err(self.note(node.at, "a key", came(node), advice));
            return None;
        };
        if let Some(first) = seen.insert(name, node.at) {
            let advice = format!("it is in line {} already; take one of them out", first.line);
            *sound = Err(self.note(node.at, "each key once", Came::text(name), advice));
            return None;
        }
        Some(name)
    }

    /// One rule.
    fn rule<'doc>(
        &mut self,
        node: &'doc Node,
        names: &mut BTreeMap<&'doc str, Mark>,
    ) -> Result<RuleText, Noted> {
        let Content::Map(entries) = &node.content else {
            let advice = "begin it with `- name:`, and indent its other keys as far as that";
            return Err(self.note(node.at, "a rule with keys", came(node), advice));
        };
        let mut seen = BTreeMap::new();
        let mut sound = Ok(());
        let (mut name, mut written) = (None, Written::new());
        for (key, node) in entries {
            let Some(word) = self.key(key, &mut seen, &mut sound) else { continue };
            match Input::named(word) {
                _ if word == NAME => name = Some(self.name(node, names)),
                Some(input) if input.is_key_of_rule() => {
                    let value = value(input, node).map_err(|unsound| {
                        let noted = unsound.into_iter().map(|one| {
                            let expected = format!("{} as `{word}`", one.expected);
                            self.note(one.at, expected, one.came, one.advice)
                        });
                        noted.last()
                    });
                    match value {
                        Ok(value) => {
                            written.insert(input, Ok(Some(value)));
                        }
                        Err(Some(noted)) => {
                            written.insert(input, Err(noted));
                            sound = Err(noted);
                        }
                        Err(None) => {}
                    }
                }
                Some(_) => {
                    let advice = "it belongs to the run; give it as an input beside `policy`";
                    sound = Err(self.note(key.at, A_KEY, Came::text(word), advice));
                }
                None => {
                    let known: Vec<&str> = keys().map(Input::name).chain([NAME]).collect();
                    let advice = did_you_mean(word, &known);
                    sound = Err(self.note(key.at, A_KEY, Came::text(word), advice));
                }
            }
        }
        let Some(name) = name else {
            let advice = "name each rule; reasons say which one took or kept a version";
            return Err(self.note(node.at, "the key `name`", Came::Nothing, advice));
        };
        let name = name?;
        sound?;
        let file = self.file.map(str::to_owned);
        Ok(RuleText { name, file, at: node.at, written })
    }

    /// The name of a rule, which no other has.
    fn name<'doc>(
        &mut self,
        node: &'doc Node,
        names: &mut BTreeMap<&'doc str, Mark>,
    ) -> Result<String, Noted> {
        let expected = "a name as `name`";
        let Content::Text(name) = &node.content else {
            return Err(self.note(node.at, expected, came(node), "write a few words"));
        };
        let name = name.trim();
        let advice = if name.is_empty() {
            return Err(self.note(node.at, expected, Came::Empty, "write a few words"));
        } else if name.chars().any(char::is_control) {
            "write it on one line".to_owned()
        } else if name.chars().count() > LONGEST_NAME {
            format!("write at most {LONGEST_NAME} characters")
        } else if let Some(first) = names.insert(name, node.at) {
            format!("the rule in line {} is called so; give each its own name", first.line)
        } else {
            return Ok(name.to_owned());
        };
        Err(self.note(node.at, expected, Came::text(name), advice))
    }
}

/// What is expected where a rule has something else.
const A_KEY: &str = "a key that a rule has";

fn did_you_mean(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "see the reference in the README for those that there are".to_owned(),
    }
}

/// A node as a message speaks of it.
fn came(node: &Node) -> Came {
    match &node.content {
        Content::Text(text) if text.is_empty() => Came::Empty,
        Content::Text(text) => Came::text(text),
        Content::Nothing => Came::Empty,
        Content::List(items) if items.is_empty() => Came::text("an empty list"),
        Content::List(_) => Came::text("a list"),
        Content::Map(_) => Came::text("keys with values"),
    }
}
