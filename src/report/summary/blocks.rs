//! Parts of a page that stay within a size.

use std::borrow::Borrow;

use super::super::words::{Sentence, grouped};

/// Where what found no room can be read.
const ELSEWHERE: &str = "the record of this run and the log of this step name all of them";

/// A table or a list of so many rows is folded away.
const FOLDED_ABOVE: u64 = 10;

/// Pieces of Markdown that are taken in, in order, until their room is used up, and then counted.
#[derive(Clone, Debug)]
pub(super) struct Pieces {
    text: String,
    room: usize,
    shown: u64,
    hidden: u64,
}

impl Pieces {
    /// Room for so many bytes.
    pub(super) const fn with_room(room: usize) -> Self {
        Self { text: String::new(), room, shown: 0, hidden: 0 }
    }

    pub(super) fn push(&mut self, piece: &str) {
        self.push_with(|| piece.to_owned());
    }

    /// Takes in a piece, which is not even made when there is no room left.
    pub(super) fn push_with(&mut self, make: impl FnOnce() -> String) {
        if self.hidden == 0 {
            let piece = make();
            if self.text.len() + piece.len() <= self.room {
                self.text.push_str(&piece);
                self.shown += 1;
                return;
            }
        }
        self.hidden += 1;
    }

    /// Takes out a piece that was taken in just so, or counted.
    pub(super) fn take_out(&mut self, piece: &str) {
        if let Some(begin) = self.text.find(piece) {
            self.text.replace_range(begin..begin + piece.len(), "");
            self.shown -= 1;
        } else {
            self.hidden = self.hidden.saturating_sub(1);
        }
    }

    pub(super) const fn count(&self) -> u64 {
        self.shown + self.hidden
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// A line that counts what found no room; empty where everything did.
    pub(super) fn rest(&self) -> String {
        match self.hidden {
            0 => String::new(),
            hidden => format!("_… and {} more: {ELSEWHERE}._\n\n", grouped(hidden)),
        }
    }

    /// The pieces as rows under a heading, folded away where they are many. Nothing without rows.
    pub(super) fn table(&self, title: &Sentence, titles: &[&str]) -> String {
        if self.count() == 0 {
            return String::new();
        }
        let table = format!("{}{}\n{}", head(titles), self.text, self.rest());
        if self.count() > FOLDED_ABOVE {
            let title = title.html();
            format!("<details>\n<summary><b>{title}</b></summary>\n\n{table}</details>\n\n")
        } else {
            format!("**{}**\n\n{table}", title.markdown())
        }
    }
}

/// The head of a table; a column whose title begins with `#` holds numbers.
pub(super) fn head(titles: &[&str]) -> String {
    let names: Vec<&str> = titles.iter().map(|title| title.trim_start_matches('#')).collect();
    let rule = |title: &&str| if title.starts_with('#') { "---:" } else { "---" };
    let rules: Vec<&str> = titles.iter().map(rule).collect();
    row(&names) + &row(&rules)
}

/// A row of a table. The cells are Markdown of one line without bars.
pub(super) fn row(cells: &[impl Borrow<str>]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_taken_in_order_until_the_room_is_used_up() {
        let mut pieces = Pieces::with_room(5);
        for piece in ["ab", "cd", "ef", "g"] {
            pieces.push(piece);
        }
        assert_eq!(pieces.text(), "abcd");
        assert_eq!(pieces.count(), 4);
        assert_eq!(
            pieces.rest(),
            "_… and 2 more: the record of this run and the log of this step name all of them._\n\n"
        );
    }

    #[test]
    fn what_is_taken_out_is_counted_no_more() {
        let mut pieces = Pieces::with_room(4);
        for piece in ["ab", "cd", "ef", "g"] {
            pieces.push(piece);
        }
        pieces.take_out("ab");
        pieces.take_out("ef");
        assert_eq!((pieces.text(), pieces.count()), ("cd", 2));
    }

    #[test]
    fn long_tables_are_folded_and_empty_ones_are_left_out() {
        let title = Sentence::new("many");
        let header = ["A", "#B", "C", "D"];
        let table = |rows: u64| {
            let mut pieces = Pieces::with_room(1_000);
            for _ in 0..rows {
                pieces.push(&row(&["1", "2", "3", "4"]));
            }
            pieces.table(&title, &header)
        };
        assert_eq!(table(0), "");
        assert_eq!(
            table(1),
            "**Many**\n\n| A | B | C | D |\n| --- | ---: | --- | --- |\n| 1 | 2 | 3 | 4 |\n\n"
        );
        assert!(table(10).starts_with("**Many**"));
        assert!(table(11).starts_with("<details>\n<summary><b>Many</b></summary>\n\n| A"));
        assert!(table(11).ends_with("| 4 |\n\n</details>\n\n"));
    }
}
