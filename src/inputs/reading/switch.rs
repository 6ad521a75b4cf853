//! Booleans: the forms that GitHub's own toolkit accepts.

use crate::inputs::problem::Noted;
use crate::inputs::reading::Reader;
use crate::inputs::table::Input;

/// The truth that a word states: those that YAML 1.2 knows, as in the runner's toolkit.
pub(super) fn truth(word: &str) -> Option<bool> {
    match word {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

impl Reader<'_> {
    /// Whether a switch is on.
    pub(in crate::inputs) fn switch(&mut self, input: Input) -> Result<bool, Noted> {
        let text = self.value(input)?;
        truth(&text).ok_or_else(|| self.refuse(input, &text, "write one of these two words"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_knows_two_words_in_three_spellings_each() {
        for word in ["true", "True", "TRUE"] {
            assert_eq!(truth(word), Some(true), "{word}");
        }
        for word in ["false", "False", "FALSE"] {
            assert_eq!(truth(word), Some(false), "{word}");
        }
        for word in ["1", "0", "yes", "no", "on", "off", "tRUE", "y", "none", "truee"] {
            assert_eq!(truth(word), None, "{word}");
        }
    }
}
