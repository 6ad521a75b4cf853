//! What is wrong with the inputs, all of it at once.

use std::fmt;

use super::reading::Mark;
use super::table::Input;
use super::workspace_path::WorkspacePath;

/// One thing that is wrong with one input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputProblem {
    /// The input as users write it, or the variable that is none.
    pub input: String,
    /// Where in its value, if that is a policy.
    pub at: Option<Spot>,
    /// What was expected.
    pub expected: String,
    /// What came.
    pub came: Came,
    /// What to do.
    pub advice: String,
}

/// A place in a policy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The file that holds the policy; `None` where it is inline.
    pub file: Option<String>,
    /// Where something stands in it.
    pub mark: Mark,
    /// The rule and its key that are concerned, where that is known.
    pub key: Option<(String, &'static str)>,
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, mark: Mark { line, column }, key } = self;
        if let Some(file) = file {
            write!(f, "`{file}` ")?;
        }
        write!(f, "line {line}, column {column}")?;
        match key {
            Some((rule, key)) => write!(f, ", `{key}` of rule `{rule}`"),
            None => Ok(()),
        }
    }
}

/// What came instead of what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Came {
    /// Nothing: neither a variable nor a default.
    Nothing,
    /// A value without a character in it.
    Empty,
    /// This, in a form that is safe to print.
    Text(String),
    /// Something that must not be shown.
    Secret,
}

impl Came {
    /// The most characters of a value that a message repeats.
    const SHOWN: usize = 100;

    /// A value as a message may repeat it: control characters written out, and not too long.
    pub fn text(value: &str) -> Self {
        let mut shown: String = value.chars().take(Self::SHOWN).flat_map(printable).collect();
        if value.chars().nth(Self::SHOWN).is_some() {
            shown.push('…');
        }
        Self::Text(shown)
    }
}

/// The character, or how one writes it where it can't be seen.
fn printable(character: char) -> impl Iterator<Item = char> {
    // Quotes are left alone: a message is not source code.
    let is_plain = matches!(character, '"' | '\'' | '\\');
    let written_out = character.escape_debug().filter(move |_| !is_plain);
    is_plain.then_some(character).into_iter().chain(written_out)
}

impl fmt::Display for Came {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::Empty => f.write_str("an empty value"),
            Self::Text(text) => write!(f, "`{text}`"),
            Self::Secret => f.write_str("something that is not shown here"),
        }
    }
}

impl fmt::Display for InputProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { input, at, expected, came, advice } = self;
        write!(f, "input `{input}`")?;
        if let Some(spot) = at {
            write!(f, ", {spot}")?;
        }
        write!(f, ": expected {expected}, but {came} came; {advice}")
    }
}

/// Everything that is wrong with the inputs; never nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputProblems(Vec<InputProblem>);

impl InputProblems {
    /// These problems, if there is one.
    pub(super) fn of(problems: Vec<InputProblem>) -> Option<Self> {
        (!problems.is_empty()).then_some(Self(problems))
    }

    /// That the record can't be written where the user wants it, which shows only when it is tried.
    pub fn of_record_file(path: &WorkspacePath, why: &dyn std::error::Error) -> Self {
        Self(vec![InputProblem {
            input: Input::RecordFile.name().to_owned(),
            at: None,
            expected: "a file in the workspace that can be written".to_owned(),
            came: Came::text(&path.as_path().to_string_lossy()),
            advice: format!("{why}; write another path, or leave the input out for its default"),
        }])
    }

    /// The problems, in the order of the reference.
    pub fn iter(&self) -> impl Iterator<Item = &InputProblem> {
        self.0.iter()
    }
}

impl fmt::Display for InputProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for InputProblems {}

/// A problem was noted, and there is no value. That it can only be had by noting one is what makes
/// an unsound request impossible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Noted {
    /// Keeps others from making one.
    _private: (),
}

/// A rule of a policy, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct RuleAt {
    /// The file that holds the policy; `None` where it is inline.
    pub(super) file: Option<String>,
    /// The rule's name.
    pub(super) name: String,
    /// Where it begins.
    pub(super) mark: Mark,
}

/// What to do about a value that holds the token.
const TOKEN_ELSEWHERE: &str = "the token belongs into `token` alone";

/// The problems found so far.
pub(super) struct Notes {
    problems: Vec<InputProblem>,
    /// What no message may repeat.
    token: Option<String>,
    /// The rule of a policy whose keys are read in the place of the inputs.
    rule: Option<RuleAt>,
}

impl Notes {
    /// The length below which a text is no secret, and hiding it would hide most messages.
    const SHORTEST_SECRET: usize = 8;

    /// No problems so far, and none that will repeat the token.
    pub(super) fn new(token: Option<String>) -> Self {
        let token = token.filter(|token| token.len() >= Self::SHORTEST_SECRET);
        Self { problems: Vec::new(), token, rule: None }
    }

    /// Notes that a value of an input, or a part of it, is not what is expected.
    pub(super) fn note_value(
        &mut self,
        input: Input,
        at: Option<Mark>,
        value: &str,
        expected: impl Into<String>,
        advice: impl Into<String>,
    ) -> Noted {
        if input == Input::Token {
            return self.note(input, at, expected, Came::Secret, advice);
        }
        if self.hold_the_token(value) {
            // The advice may repeat a part of the value.
            return self.note(input, at, expected, Came::Secret, TOKEN_ELSEWHERE);
        }
        self.note(input, at, expected, Came::text(value), advice)
    }

    /// Notes what is wrong with an input.
    pub(super) fn note(
        &mut self,
        input: Input,
        at: Option<Mark>,
        expected: impl Into<String>,
        came: Came,
        advice: impl Into<String>,
    ) -> Noted {
        let (expected, advice) = (expected.into(), advice.into());
        let Some(rule) = &self.rule else {
            return self.push(input.name(), None, expected, came, advice);
        };
        let spot = Spot {
            file: rule.file.clone(),
            mark: at.unwrap_or(rule.mark),
            key: Some((rule.name.clone(), input.name())),
        };
        self.push(Input::Policy.name(), Some(spot), expected, came, advice)
    }

    /// Notes what is wrong with how a policy is written.
    pub(super) fn note_in_policy(
        &mut self,
        spot: Spot,
        expected: impl Into<String>,
        came: Came,
        advice: impl Into<String>,
    ) -> Noted {
        let (expected, advice) = (expected.into(), advice.into());
        let holds_it = matches!(&came, Came::Text(text) if self.hold_the_token(text));
        let (came, advice) =
            if holds_it { (Came::Secret, TOKEN_ELSEWHERE.to_owned()) } else { (came, advice) };
        self.push(Input::Policy.name(), Some(spot), expected, came, advice)
    }

    fn hold_the_token(&self, text: &str) -> bool {
        self.token.as_ref().is_some_and(|token| text.contains(token))
    }

    /// From here on the keys of this rule are read in the place of the inputs, or these again. Gives what
    /// was read before.
    pub(super) fn set_rule(&mut self, rule: Option<RuleAt>) -> Option<RuleAt> {
        std::mem::replace(&mut self.rule, rule)
    }

    /// Whether keys of a rule are read in the place of the inputs.
    pub(super) const fn are_of_a_rule(&self) -> bool {
        self.rule.is_some()
    }

    /// Notes what is wrong with a variable that may be no input at all.
    pub(super) fn note_variable(
        &mut self,
        input: &str,
        expected: impl Into<String>,
        came: Came,
        advice: impl Into<String>,
    ) -> Noted {
        self.push(input, None, expected.into(), came, advice.into())
    }

    fn push(
        &mut self,
        input: &str,
        at: Option<Spot>,
        expected: String,
        came: Came,
        advice: String,
    ) -> Noted {
        self.problems.push(InputProblem { input: input.to_owned(), at, expected, came, advice });
        Noted { _private: () }
    }

    /// The text as it may be repeated.
    pub(super) fn without_token(&self, text: &str) -> String {
        match &self.token {
            Some(token) => text.replace(token, "***"),
            None => text.to_owned(),
        }
    }

    /// Whether nothing is wrong so far.
    pub(super) fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// All of them, in the order of the reference; what is no input comes last.
    pub(super) fn into_problems(mut self) -> InputProblems {
        self.problems.sort_by_key(|problem| {
            let place = Input::ALL.iter().position(|input| input.name() == problem.input);
            (place.unwrap_or(usize::MAX), problem.at.as_ref().map(|spot| spot.mark))
        });
        InputProblems(self.problems)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_repeated_so_that_it_can_be_printed() {
        for (value, expected) in [
            ("pr-*", "`pr-*`"),
            ("a\nb\t\0", "`a\\nb\\t\\0`"),
            ("\u{1b}[31m", "`\\u{1b}[31m`"),
            ("a\u{202e}b\u{200b}", "`a\\u{202e}b\\u{200b}`"),
            (r#"C:\x "y" 'z'"#, r#"`C:\x "y" 'z'`"#),
            ("größer", "`größer`"),
        ] {
            assert_eq!(Came::text(value).to_string(), expected);
        }
    }

    #[test]
    fn a_long_value_is_cut() {
        let Came::Text(shown) = Came::text(&"ä".repeat(101)) else { panic!("a text") };
        assert_eq!(shown, format!("{}…", "ä".repeat(100)));
        let Came::Text(shown) = Came::text(&"ä".repeat(100)) else { panic!("a text") };
        assert_eq!(shown, "ä".repeat(100));
    }
}
