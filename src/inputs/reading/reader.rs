//! What reads the inputs and notes what is wrong with them.

use crate::inputs::environment::Environment;
use crate::inputs::policy::RuleText;
use crate::inputs::problem::{Came, InputProblems, Noted, Notes, RuleAt, Spot};
use crate::inputs::reading::value::{Mark, Piece, Value};
use crate::inputs::reading::variables::{self, Written};
use crate::inputs::reference::accepted;
use crate::inputs::request::Token;
use crate::inputs::spec::Preset;
use crate::inputs::table::Input;

/// Reads the inputs one by one, and goes on where one is unsound.
pub(in crate::inputs) struct Reader<'env> {
    environment: &'env Environment,
    written: Written,
    notes: Notes,
    /// Where the item of a list stands that is being read.
    item_at: Option<Mark>,
}

impl<'env> Reader<'env> {
    /// A reader that has looked at every variable, but not yet at what their values mean.
    pub(in crate::inputs) fn new(environment: &'env Environment) -> Self {
        let mut notes = Notes::new(variables::token(environment));
        let written = variables::read(environment, &mut notes);
        Self { environment, written, notes, item_at: None }
    }

    /// Where the inputs come from.
    pub(in crate::inputs) const fn environment(&self) -> &'env Environment {
        self.environment
    }

    /// What the user wrote, never empty; `None` where nothing was.
    pub(in crate::inputs) fn written(&self, input: Input) -> Result<Option<String>, Noted> {
        let value = self.written.get(&input).map_or(Ok(None), |written| match written {
            Ok(value) => Ok(value.as_ref()),
            Err(noted) => Err(*noted),
        })?;
        Ok(value.map(Value::text))
    }

    /// The parts of what the user wrote, or the default as the only one.
    pub(super) fn pieces(&mut self, input: Input) -> Result<Vec<Piece>, Noted> {
        if let Some(Ok(Some(value))) = self.written.get(&input) {
            return Ok(value.pieces().to_vec());
        }
        Ok(vec![Piece { text: self.value(input)?, at: None }])
    }

    /// Reads an item of a list. What is noted meanwhile is wrong where that stands.
    pub(super) fn at_item<Item>(
        &mut self,
        at: Option<Mark>,
        read: impl FnOnce(&mut Self) -> Item,
    ) -> Item {
        let outer = std::mem::replace(&mut self.item_at, at);
        let item = read(self);
        self.item_at = outer;
        item
    }

    /// Where an input's value stands in a text that has more in it, or the item that is being read.
    fn at(&self, input: Input) -> Option<Mark> {
        let value = || self.written.get(&input)?.as_ref().ok()?.as_ref()?.at();
        self.item_at.or_else(value)
    }

    /// What the user wrote, or the default.
    pub(in crate::inputs) fn value(&mut self, input: Input) -> Result<String, Noted> {
        match (self.written(input)?, self.preset(input)) {
            (Some(text), _) => Ok(text),
            (None, Preset::Text(default)) => Ok(default.to_owned()),
            (None, Preset::Expression(_)) if input == Input::Share => Ok("1".to_owned()),
            (None, Preset::Expression(_)) => Err(self.note_missing(input)),
        }
    }

    /// What an input is where nothing is written: as a key of a rule it may be something else.
    pub(super) fn preset(&self, input: Input) -> Preset {
        let preset = input.spec().preset;
        match input.default_in_rule() {
            Some(default) if self.notes.are_of_a_rule() => Preset::Text(default),
            Some(_) | None => preset,
        }
    }

    /// Whether anything was written, be it the default.
    pub(in crate::inputs) fn is_written(&self, input: Input) -> bool {
        matches!(self.written.get(&input), Some(Ok(Some(_))))
    }

    /// Reads with the keys of a rule in the place of the inputs. What is noted meanwhile names the rule.
    pub(in crate::inputs) fn in_rule<Read>(
        &mut self,
        rule: &RuleText,
        read: impl FnOnce(&mut Self) -> Read,
    ) -> Read {
        let at = RuleAt { file: rule.file.clone(), name: rule.name.clone(), mark: rule.at };
        let outer_rule = self.notes.set_rule(Some(at));
        let outer = std::mem::replace(&mut self.written, rule.written.clone());
        let read = read(self);
        self.written = outer;
        self.notes.set_rule(outer_rule);
        read
    }

    /// Notes what is wrong with how a policy is written.
    pub(in crate::inputs) fn object_in_policy(
        &mut self,
        file: Option<&str>,
        mark: Mark,
        expected: impl Into<String>,
        came: Came,
        advice: impl Into<String>,
    ) -> Noted {
        let spot = Spot { file: file.map(str::to_owned), mark, key: None };
        self.notes.note_in_policy(spot, expected, came, advice)
    }

    /// The token. All that is asked of it is that a header can carry it: GitHub has changed the shape
    /// of tokens before and will again.
    pub(in crate::inputs) fn token(&mut self) -> Result<Token, Noted> {
        let text = self.value(Input::Token)?;
        if text.chars().any(|one| !one.is_ascii() || one.is_control()) {
            let advice = "it holds a line break or another character that can't be sent; pass the \
                          secret alone";
            return Err(self.object(Input::Token, &text, "one token", advice));
        }
        Token::new(&text).ok_or_else(|| self.note_missing(Input::Token))
    }

    /// Notes that a value, or a part of it, is none that the input accepts.
    pub(in crate::inputs) fn refuse(
        &mut self,
        input: Input,
        value: &str,
        advice: impl Into<String>,
    ) -> Noted {
        self.object(input, value, accepted(input.spec().takes), advice)
    }

    /// Notes that a value is not what is expected here, though the input accepts such values.
    pub(in crate::inputs) fn object(
        &mut self,
        input: Input,
        value: &str,
        expected: impl Into<String>,
        advice: impl Into<String>,
    ) -> Noted {
        let at = self.at(input);
        self.notes.note_value(input, at, value, expected, advice)
    }

    /// Notes that an input was given that should not be, and looks no more at what it says.
    pub(in crate::inputs) fn set_aside(
        &mut self,
        input: Input,
        expected: impl Into<String>,
        advice: impl Into<String>,
    ) {
        if let Ok(Some(text)) = self.written(input) {
            let noted = self.object(input, &text, expected, advice);
            self.written.insert(input, Err(noted));
        }
    }

    /// Notes that an input is missing whose default only the runner knows.
    pub(in crate::inputs) fn note_missing(&mut self, input: Input) -> Noted {
        let advice = if input == Input::Token {
            variables::TOKEN_ADVICE.to_owned()
        } else {
            format!("set INPUT_{}", input.name().to_uppercase().replace('-', "_"))
        };
        self.note_lack(input, accepted(input.spec().takes), advice)
    }

    /// Notes that something is lacking beside an input.
    pub(in crate::inputs) fn note_lack(
        &mut self,
        input: Input,
        expected: impl Into<String>,
        advice: impl Into<String>,
    ) -> Noted {
        let at = self.at(input);
        self.notes.note(input, at, expected, Came::Nothing, advice)
    }

    /// The text as it may be repeated: with the token taken out of it.
    pub(in crate::inputs) fn without_token(&self, text: &str) -> String {
        self.notes.without_token(text)
    }

    /// What was made of the inputs if nothing was wrong with any, else everything that was.
    pub(in crate::inputs) fn finish<Sound>(
        self,
        sound: Result<Sound, Noted>,
    ) -> Result<Sound, InputProblems> {
        match sound {
            Ok(sound) if self.notes.is_empty() => Ok(sound),
            Ok(_) | Err(Noted { .. }) => Err(self.notes.into_problems()),
        }
    }
}
