//! Lists as users write them in a workflow.

use crate::inputs::problem::Noted;
use crate::inputs::reading::Reader;
use crate::inputs::reading::value::Mark;
use crate::inputs::table::Input;

/// What ends an item, besides the end of its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::inputs) enum Separator {
    /// `a, b`.
    Comma,
    /// `a || b`, for ranges, in which the comma means *and*.
    Bars,
}

/// The items of a list, without the space around them. Empty lines are none, and lines that begin
/// with `#` are comments. What is empty beside a separator is an item, and an unsound one: something
/// was to stand there.
pub(in crate::inputs) fn items(text: &str, separator: Separator) -> Vec<&str> {
    let between = match separator {
        Separator::Comma => ",",
        Separator::Bars => "||",
    };
    let lines = text.lines().map(str::trim);
    let written = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    written.flat_map(|line| line.split(between)).map(str::trim).collect()
}

/// An item of a list, and where it stands in a text that has more than the list in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::inputs) struct Item {
    text: String,
    at: Option<Mark>,
}

impl Item {
    /// What was written.
    pub(in crate::inputs) fn as_str(&self) -> &str {
        &self.text
    }
}

impl Reader<'_> {
    /// The items of a list, at least one; `None` where it is `none` and the input accepts that.
    pub(in crate::inputs) fn list(
        &mut self,
        input: Input,
        separator: Separator,
    ) -> Result<Option<Vec<Item>>, Noted> {
        let pieces = self.pieces(input)?;
        let read = pieces.iter().map(|piece| {
            self.at_item(piece.at, |reader| reader.items_of(input, &piece.text, separator))
        });
        let read: Vec<_> = read.collect();
        let mut all = Vec::new();
        for (items, piece) in read.into_iter().zip(&pieces) {
            let of_piece = |text: &str| Item { text: text.to_owned(), at: piece.at };
            all.extend(items?.into_iter().map(of_piece));
        }
        if !input.spec().takes.accepts_none() {
            return Ok(Some(all));
        }
        match all.iter().find(|item| item.text == "none") {
            None => Ok(Some(all)),
            Some(_) if all.len() == 1 => Ok(None),
            Some(none) => {
                let advice = "`none` means no item at all and can't stand beside others; take it \
                              out, or write `[n]one` for what is really called so";
                let text = self.value(input)?;
                Err(self.at_item(none.at, |reader| reader.refuse(input, &text, advice)))
            }
        }
    }

    /// The items of a part of a list, at least one.
    fn items_of<'text>(
        &mut self,
        input: Input,
        text: &'text str,
        separator: Separator,
    ) -> Result<Vec<&'text str>, Noted> {
        let items = items(text, separator);
        let advice = match items.len() {
            0 => {
                "it holds no item, as when an expression in it came out empty; name what is \
                 meant, or leave it out for its default"
            }
            _ if separator == Separator::Comma && items.contains(&"") => {
                "nothing stands beside a comma, as when an expression came out empty; name what is \
                 meant there, or take the comma out"
            }
            _ if looks_like_json(text) => {
                "write the items alone, one a line or with commas between them, without brackets \
                 around the list"
            }
            _ => return Ok(items),
        };
        Err(self.refuse(input, text, advice))
    }

    /// Every item as what `read` makes of it; all unsound ones are noted.
    pub(in crate::inputs) fn each_item<Meaning>(
        &mut self,
        input: Input,
        items: &[Item],
        mut read: impl FnMut(&mut Self, &str) -> Result<Meaning, Noted>,
    ) -> Result<Vec<Meaning>, Noted> {
        let read = items.iter().map(|Item { text, at }| {
            self.at_item(*at, |reader| {
                reader.refuse_stray_marks(input, text)?;
                reader.refuse_negation(input, text)?;
                read(reader, text)
            })
        });
        let read: Vec<_> = read.collect();
        read.into_iter().collect()
    }

    /// Refuses what is a slip in any list, whatever the list is about.
    fn refuse_stray_marks(&mut self, input: Input, item: &str) -> Result<(), Noted> {
        let advice = if item.contains(['"', '\'', '`', '“', '”', '„', '‘', '’']) {
            "take the quotes off: YAML removes its own, and these would be a part of the name"
        } else if item.starts_with('#') || item.contains(" #") || item.contains("\t#") {
            "give the comment a line of its own that begins with `#`"
        } else {
            return Ok(());
        };
        Err(self.refuse(input, item, advice))
    }

    /// Refuses a leading `!` wherever it takes nothing out.
    fn refuse_negation(&mut self, input: Input, item: &str) -> Result<(), Noted> {
        let Some(rest) = item.strip_prefix('!').filter(|_| input != Input::Packages) else {
            return Ok(());
        };
        let keep = PROTECTED_BY.iter().find(|(taking, _)| *taking == input);
        let instead = match keep {
            Some((_, keep)) => format!("write `{rest}` into `{}`", keep.name()),
            None => "name only what is meant".to_owned(),
        };
        Err(self.refuse(input, item, format!("`!` takes out only in `packages`; {instead}")))
    }
}

/// The inputs that take, with those that protect what a `!` in them would take out.
const PROTECTED_BY: [(Input, Input); 3] = [
    (Input::Tags, Input::KeepTags),
    (Input::VersionNames, Input::KeepVersionNames),
    (Input::Semver, Input::KeepSemver),
];

/// Whether somebody wrote a list of JSON or YAML, or what `toJSON` makes of one.
fn looks_like_json(text: &str) -> bool {
    let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    inner.is_some_and(|inner| !inner.contains(['[', ']']) && inner.contains([',', '"', '\'', '\n']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_split_at_new_lines_and_commas_and_trimmed() {
        let expected = vec!["a", "b", "c", "d e"];
        for text in [
            "a,b,c,d e",
            "a, b ,c ,\td e ",
            "a\nb\nc\nd e",
            "a\r\nb\r\nc\r\nd e\r\n",
            "  a ,\tb\n\n\n  c\n \n d e\n",
        ] {
            assert_eq!(items(text, Separator::Comma), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_empty_beside_a_separator_is_an_item() {
        for (text, expected) in [
            ("a,", vec!["a", ""]),
            (",a", vec!["", "a"]),
            ("a, ,b", vec!["a", "", "b"]),
            ("a\n,\nb", vec!["a", "", "", "b"]),
            ("a\n\n \nb\n", vec!["a", "b"]),
        ] {
            assert_eq!(items(text, Separator::Comma), expected, "{text:?}");
        }
    }

    #[test]
    fn ranges_are_split_at_new_lines_and_bars_only() {
        assert_eq!(
            items(">=1.0.0, <2.0.0 || 3.0.0\n\n ~4.1.0||^5.0.0\n", Separator::Bars),
            [">=1.0.0, <2.0.0", "3.0.0", "~4.1.0", "^5.0.0"]
        );
        assert_eq!(items("1.0.0 ||", Separator::Bars), ["1.0.0", ""]);
    }

    #[test]
    fn lines_beginning_with_a_hash_are_comments() {
        let text =
            "# builds of pull requests, all of them\npr-*\n  # and of branches || not tags\nb-*";
        for separator in [Separator::Comma, Separator::Bars] {
            assert_eq!(items(text, separator), ["pr-*", "b-*"]);
        }
        assert!(items("#a\n # b, c\n#", Separator::Comma).is_empty());
    }

    #[test]
    fn only_what_has_the_form_of_a_json_list_looks_like_one() {
        for text in [r#"["a", "b"]"#, "[a, b]", "['a']", "[\n  a\n]"] {
            assert!(looks_like_json(text), "{text}");
        }
        for text in ["[n]one", "[0-9]", "[ab]", "[a], [b]", "[a]\n[b]", "a, b", "[]"] {
            assert!(!looks_like_json(text), "{text}");
        }
    }
}
