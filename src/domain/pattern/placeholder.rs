//! Placeholders: wildcards with a name, whose text is put to use.

use std::fmt;

/// What stands in braces in a tag pattern. It stands for text as `*` does, and gives that text a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Placeholder {
    /// `{pr}`: the number of a pull request. It takes digits alone, at least one, and never only some of
    /// those that stand together: `pr-{pr}*` never reads `2` out of `pr-267`.
    Pr,
    /// `{branch}`: the name of a branch, in the form that a tag can hold ([`BranchForm`]).
    Branch,
    /// Any other word. It means nothing but itself.
    Word(String),
}

impl Placeholder {
    /// The words that say what to count by without any placeholder.
    pub const RESERVED: [&str; 3] = ["package", "major", "minor"];

    /// The placeholder with this name: a lower-case letter, then lower-case letters, digits, `-` and
    /// `_`, and none of the [reserved](Self::RESERVED) words; else `None`.
    ///
    /// Upper case is none, so that nobody takes `{PR}` for `{pr}`.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "pr" => Some(Self::Pr),
            "branch" => Some(Self::Branch),
            _ if is_word(word) && !Self::RESERVED.contains(&word) => {
                Some(Self::Word(word.to_owned()))
            }
            _ => None,
        }
    }

    /// Its name, without the braces.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Pr => "pr",
            Self::Branch => "branch",
            Self::Word(word) => word,
        }
    }
}

impl fmt::Display for Placeholder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn is_word(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '-' | '_'))
}

/// The text that a placeholder took of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Capture<'a> {
    /// The placeholder.
    pub placeholder: &'a Placeholder,
    /// What it took; empty where nothing was left for it.
    pub text: &'a str,
}

/// A branch's name in the form that a tag can hold: each run of characters that no tag holds is one `-`.
///
/// Builds that tag images by branch do that: `docker/metadata-action` replaces what its expression
/// `[^a-zA-Z0-9._-]+` matches by `-`, so the branch `feat/x` makes the tag `feat-x`. Several branches can
/// have one form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BranchForm(String);

impl BranchForm {
    /// The form of a branch's name, or of what `{branch}` took of a tag, which mostly has it already.
    pub fn of(name: &str) -> Self {
        let mut form = String::with_capacity(name.len());
        let mut in_a_run = false;
        for character in name.chars() {
            let can_stand = super::tag_grammar::can_hold(character);
            match (can_stand, in_a_run) {
                (true, _) => form.push(character),
                (false, false) => form.push('-'),
                (false, true) => {}
            }
            in_a_run = !can_stand;
        }
        Self(form)
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BranchForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
