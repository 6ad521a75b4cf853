//! From variables to the texts of inputs: which variable is which input, and what no value may be.

use std::collections::BTreeMap;

use crate::inputs::environment::{Environment, Surroundings};
use crate::inputs::problem::{Came, Noted, Notes};
use crate::inputs::reading::value::Value;
use crate::inputs::reading::word::nearest;
use crate::inputs::reference::accepted;
use crate::inputs::spec::{Preset, Takes};
use crate::inputs::table::Input;

/// How the variable of an input begins.
const PREFIX: &str = "INPUT_";

/// Inputs that the runner keeps for itself in actions that are containers.
const RUNNERS_OWN: [&str; 2] = ["INPUT_ARGS", "INPUT_ENTRYPOINT"];

/// What the user wrote for each input, without the space around it; `None` where nothing was.
pub(in crate::inputs) type Written = BTreeMap<Input, Result<Option<Value>, Noted>>;

/// Reads every input's variable and looks for those that are no input's.
pub(super) fn read(environment: &Environment, notes: &mut Notes) -> Written {
    let surroundings = environment.surroundings();
    let written = Input::ALL
        .iter()
        .map(|&input| (input, written(input, environment, surroundings, notes)))
        .collect();
    note_unknown(environment, surroundings, notes);
    written
}

/// The names of an input's variable. The runner keeps hyphens; a shell can't set such a name, so
/// elsewhere an underscore does as well.
fn names(input: Input, surroundings: Surroundings) -> Vec<String> {
    let exact = format!("{PREFIX}{}", input.name().to_uppercase());
    let spelled = exact.replace('-', "_");
    match surroundings {
        Surroundings::Elsewhere if spelled != exact => vec![exact, spelled],
        Surroundings::Elsewhere | Surroundings::Actions => vec![exact],
    }
}

/// What the user wrote for one input.
fn written(
    input: Input,
    environment: &Environment,
    surroundings: Surroundings,
    notes: &mut Notes,
) -> Result<Option<Value>, Noted> {
    let names = names(input, surroundings);
    let mut values = names.iter().filter_map(|name| environment.get(name));
    let Some(value) = values.next() else { return Ok(None) };
    if values.any(|other| other != value) {
        let advice = format!("{} say different things; set one of them", names.join(" and "));
        return Err(notes.note_value(input, None, &value.to_string_lossy(), "one value", advice));
    }
    let Some(whole) = value.to_str() else {
        let value = value.to_string_lossy();
        return Err(notes.note_value(input, None, &value, "text", "write it in UTF-8"));
    };
    let text = whole.trim();
    if text.is_empty() && input == Input::Share {
        // The runner knows of no jobs where there is no matrix.
        return Ok(None);
    }
    if text.is_empty() {
        return Err(notes.note(input, None, expected(input), Came::Empty, empty_advice(input)));
    }
    if text.replace("\r\n", "\n").chars().any(|one| one.is_control() && !"\n\t".contains(one)) {
        let advice = "it holds a control character, which no name and no number has; take it out";
        return Err(notes.note_value(input, None, text, expected(input), advice));
    }
    // In a policy the space at the beginning of a line means something, and lines are counted.
    let is_policy = input.spec().takes == Takes::Policy;
    Ok(Some(Value::of_variable(if is_policy { whole } else { text })))
}

/// What is expected of an input that says nothing useful.
fn expected(input: Input) -> String {
    accepted(input.spec().takes)
}

/// What to do about an empty value. Every input has a default that is not empty, and the runner
/// fills it in where the key is missing, so that nothing but an expression comes out empty.
fn empty_advice(input: Input) -> String {
    let cause = "an expression came out empty, as a variable or secret does that is not set";
    match input.spec().preset {
        Preset::Text(default) => {
            format!("{cause}; give it a value, or leave the input out for its default `{default}`")
        }
        Preset::Expression(_) if input == Input::Token => format!("{cause}; {TOKEN_ADVICE}"),
        Preset::Expression(_) => format!("{cause}; give it a value, or leave the input out"),
    }
}

/// How to pass a token.
pub(super) const TOKEN_ADVICE: &str = "leave `token` out for the job's own, pass a secret as \
    `token: ${{ secrets.NAME }}`, or set INPUT_TOKEN outside GitHub Actions";

/// The token as far as it can be read, so that no message repeats it.
pub(super) fn token(environment: &Environment) -> Option<String> {
    let mut names = names(Input::Token, environment.surroundings()).into_iter();
    let token = names.find_map(|name| environment.get(&name))?;
    Some(token.to_string_lossy().trim().to_owned())
}

/// Notes each variable that looks like an input's and is none.
fn note_unknown(environment: &Environment, surroundings: Surroundings, notes: &mut Notes) {
    let known: Vec<String> =
        Input::ALL.iter().flat_map(|&input| names(input, surroundings)).collect();
    for (variable, _) in environment.beginning_with(PREFIX) {
        let variable = variable.to_string_lossy();
        if RUNNERS_OWN.contains(&&*variable) || known.iter().any(|name| *name == variable) {
            continue;
        }
        let name = variable.strip_prefix(PREFIX).unwrap_or(&variable).to_lowercase();
        let hyphenated = name.replace('_', "-");
        let advice = match nearest(&hyphenated, Input::ALL.iter().map(|input| input.name())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "see the reference in the README for those that there are".to_owned(),
        };
        // The value stays unsaid: what an unknown input holds may be a secret.
        let came = Came::text(&variable);
        notes.note_variable(&name, "an input that this release has", came, advice);
    }
}
