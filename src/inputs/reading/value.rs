//! Values before anybody asks what they mean: what was written, and where.

/// Where something stands in a text, both counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// Its line.
    pub line: usize,
    /// Its column, in characters.
    pub column: usize,
}

/// What was written for an input: one text, or the items of a list each for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::inputs) struct Value {
    pieces: Vec<Piece>,
}

/// A part of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::inputs) struct Piece {
    /// What was written.
    pub(in crate::inputs) text: String,
    /// Where, within a text that has more than this value in it.
    pub(in crate::inputs) at: Option<Mark>,
}

impl Value {
    /// A variable's value, which stands nowhere but there.
    pub(super) fn of_variable(text: &str) -> Self {
        Self { pieces: vec![Piece { text: text.to_owned(), at: None }] }
    }

    /// Parts that stand each for itself, in order.
    pub(in crate::inputs) const fn of_pieces(pieces: Vec<Piece>) -> Self {
        Self { pieces }
    }

    /// The parts, in order.
    pub(super) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// All of it as one text: a list has an item on each line, as in a variable.
    pub(super) fn text(&self) -> String {
        let texts: Vec<&str> = self.pieces.iter().map(|piece| piece.text.as_str()).collect();
        texts.join("\n")
    }

    /// Where it begins.
    pub(super) fn at(&self) -> Option<Mark> {
        self.pieces.first().and_then(|piece| piece.at)
    }
}
