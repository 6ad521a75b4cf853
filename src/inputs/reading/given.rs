//! Which inputs were given: those that say something else than their default.

use crate::domain::Age;
use crate::inputs::reading::list::{Separator, items};
use crate::inputs::reading::switch::truth;
use crate::inputs::reading::{Reader, percent, whole_number};
use crate::inputs::spec::{Preset, Takes};
use crate::inputs::table::Input;

impl Reader<'_> {
    /// Whether the input was given. One that could not even be read as text was not.
    pub(in crate::inputs) fn is_given(&self, input: Input) -> bool {
        let Ok(Some(text)) = self.written(input) else { return false };
        let spec = input.spec();
        match (input, self.preset(input)) {
            // Its default is nobody's but the runner's to know.
            (Input::Token, _) => false,
            // The number of jobs, which the runner knows. A job that is alone shares with nobody.
            (Input::Share, _) => whole_number(&text, u64::MAX) != Ok(1),
            (_, Preset::Expression(_)) => self.environment().repository_owner() != Some(text),
            (_, Preset::Text(default)) => !means_the_same(spec.takes, &text, default),
        }
    }

    /// Names and values, as they were written, of all inputs that were given. The token is none of
    /// them, and is in no value.
    pub(in crate::inputs) fn given(&self) -> Vec<(String, String)> {
        let given = Input::ALL.iter().filter(|input| self.is_given(**input));
        let written = given.filter_map(|input| {
            let text = self.written(*input).ok().flatten()?;
            Some((input.name().to_owned(), self.without_token(&text)))
        });
        written.collect()
    }
}

/// Whether two values of an input ask for the same, however they are spelled.
fn means_the_same(takes: Takes, one: &str, other: &str) -> bool {
    let is_same_list = |separator| items(one, separator) == items(other, separator);
    let numbers = || [one, other].map(|text| whole_number(text, u64::MAX).ok());
    one == other
        || match takes {
            Takes::Words(_) | Takes::Packages | Takes::Globs(_) | Takes::Ids => {
                is_same_list(Separator::Comma)
            }
            Takes::Ranges => is_same_list(Separator::Bars),
            Takes::Number | Takes::Count(_) => {
                matches!(numbers(), [Some(one), Some(other)] if one == other)
            }
            Takes::Percent => percent(one).is_ok_and(|one| percent(other) == Ok(one)),
            Takes::Age => Age::parse(one).is_ok_and(|one| Age::parse(other) == Ok(one)),
            Takes::Switch => truth(one).is_some_and(|one| truth(other) == Some(one)),
            Takes::Policy => one.trim() == other.trim(),
            Takes::Text(_) | Takes::Word(_) | Takes::Repository | Takes::Time | Takes::Path(_) => {
                false
            }
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_mean_the_same_however_they_are_spelled() {
        for (takes, one, other, expected) in [
            (Takes::Globs("tags"), "# as ever\n latest\n", "latest", true),
            (Takes::Globs("tags"), "latest, latest", "latest", false),
            (Takes::Globs("tags"), "none", "latest", false),
            (Takes::Globs("tags"), "\nnone", "none", true),
            (Takes::Packages, "auto\n", "auto", true),
            (Takes::Ranges, " none", "none", true),
            (Takes::Number, "01", "1", true),
            (Takes::Number, "2", "1", false),
            (Takes::Number, "one", "1", false),
            (Takes::Number, "x", "y", false),
            (Takes::Count(&["auto"]), "060", "60", true),
            (Takes::Count(&["auto"]), "auto", "60", false),
            (Takes::Percent, "010%", "10%", true),
            (Takes::Percent, "x", "y", false),
            (Takes::Age, "24h", "1d", true),
            (Takes::Age, "none", "1d", false),
            (Takes::Age, "x", "y", false),
            (Takes::Switch, "FALSE", "false", true),
            (Takes::Switch, "true", "false", false),
            (Takes::Switch, "no", "off", false),
            (Takes::Word(&[]), "Delete", "delete", false),
            (Takes::Path(&[]), "a", "./a", false),
        ] {
            assert_eq!(means_the_same(takes, one, other), expected, "{one:?} {other:?}");
        }
    }
}
