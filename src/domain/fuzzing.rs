//! What is read out of foreign text, for fuzzing alone.

use super::reference::fuzzing as reference;

/// A file that may name images.
pub(crate) fn text_of_a_file(text: &str) {
    reference::text_of_a_file(text);
}
