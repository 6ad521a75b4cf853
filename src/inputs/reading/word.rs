//! Words out of a fixed set, and what a user may have meant by another.

use crate::inputs::problem::Noted;
use crate::inputs::reading::Reader;
use crate::inputs::table::Input;

/// The likelihood below which two words have nothing to do with each other.
const ALIKE: f64 = 0.75;

/// The known word that is most like this one, if any is.
pub(in crate::inputs) fn nearest<'known>(
    word: &str,
    known: impl IntoIterator<Item = &'known str>,
) -> Option<&'known str> {
    let word = word.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&word, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|(left, _), (right, _)| left.total_cmp(right))
        .map(|(_, candidate)| candidate)
}

impl Reader<'_> {
    /// What the word of an input means.
    pub(in crate::inputs) fn word<Meaning>(
        &mut self,
        input: Input,
        meaning: impl Fn(&str) -> Option<Meaning>,
    ) -> Result<Meaning, Noted> {
        let text = self.value(input)?;
        self.meaning_of(input, &text, meaning)
    }

    /// What one word means, where the input takes such words.
    pub(in crate::inputs) fn meaning_of<Meaning>(
        &mut self,
        input: Input,
        word: &str,
        meaning: impl Fn(&str) -> Option<Meaning>,
    ) -> Result<Meaning, Noted> {
        meaning(word).ok_or_else(|| {
            let advice = match nearest(word, input.spec().takes.words().iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write what is accepted, in lower case".to_owned(),
            };
            self.refuse(input, word, advice)
        })
    }
}
