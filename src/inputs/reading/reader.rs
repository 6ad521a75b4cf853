//! What reads the inputs and notes what is wrong with them.

use crate::inputs::environment::Environment;
use crate::inputs::problem::{Came, InputProblems, Noted, Notes};
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
}

impl<'env> Reader<'env> {
    /// A reader that has looked at every variable, but not yet at what their values mean.
    pub(in crate::inputs) fn new(environment: &'env Environment) -> Self {
        let mut notes = Notes::new(variables::token(environment));
        let written = variables::read(environment, &mut notes);
        Self { environment, written, notes }
    }

    /// Where the inputs come from.
    pub(in crate::inputs) const fn environment(&self) -> &'env Environment {
        self.environment
    }

    /// What the user wrote, never empty; `None` where nothing was.
    pub(in crate::inputs) fn written(&self, input: Input) -> Result<Option<String>, Noted> {
        self.written.get(&input).cloned().unwrap_or(Ok(None))
    }

    /// What the user wrote, or the default.
    pub(in crate::inputs) fn value(&mut self, input: Input) -> Result<String, Noted> {
        match (self.written(input)?, input.spec().preset) {
            (Some(text), _) => Ok(text),
            (None, Preset::Text(default)) => Ok(default.to_owned()),
            (None, Preset::Expression(_)) => Err(self.note_missing(input)),
        }
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
        self.notes.note_value(input, value, expected, advice)
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
        self.notes.note(input, accepted(input.spec().takes), Came::Nothing, advice)
    }

    /// Notes that something is lacking beside an input.
    pub(in crate::inputs) fn note_lack(
        &mut self,
        input: Input,
        expected: impl Into<String>,
        advice: impl Into<String>,
    ) -> Noted {
        self.notes.note(input, expected, Came::Nothing, advice)
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
