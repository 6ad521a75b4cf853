//! The files that a step writes and the runner reads: outputs and the job summary.
//!
//! The rules are those of the runner's `FileCommandManager`.

/// More than this and the runner drops a summary whole, in bytes.
const LARGEST_SUMMARY: usize = 1024 * 1024;

/// What becomes of a job summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Summary {
    /// Shown as written; empty when nothing was.
    Shown(String),
    /// Dropped, being so many bytes long.
    TooLarge(usize),
}

impl Summary {
    pub(super) fn of(text: String) -> Self {
        if text.len() > LARGEST_SUMMARY { Self::TooLarge(text.len()) } else { Self::Shown(text) }
    }

    /// What is shown.
    pub fn text(&self) -> &str {
        match self {
            Self::Shown(text) => text,
            Self::TooLarge(_) => "",
        }
    }
}

/// Reads what a step appended to `GITHUB_OUTPUT`, in the order of writing; of two of a name the
/// later one counts.
///
/// # Errors
/// Why the runner would refuse the file, and fail the step.
pub fn read_outputs(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut outputs: Vec<(String, String)> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let line = next_line(&mut rest).0;
        if line.is_empty() {
            continue;
        }
        let (name, value) = match (line.find('='), line.find("<<")) {
            (Some(equals), heredoc) if heredoc.is_none_or(|heredoc| equals < heredoc) => {
                (&line[..equals], line[equals + 1..].to_owned())
            }
            (_, Some(heredoc)) => {
                (&line[..heredoc], read_until(&line[heredoc + 2..], &mut rest, line)?)
            }
            (_, None) => return Err(format!("Invalid format '{line}'")),
        };
        if name.is_empty() {
            return Err(format!("Invalid format '{line}'. Name must not be empty"));
        }
        outputs.retain(|(known, _)| known != name);
        outputs.push((name.to_owned(), value));
    }
    Ok(outputs)
}

/// The lines up to the delimiter, which stands on a line of its own.
fn read_until(delimiter: &str, rest: &mut &str, line: &str) -> Result<String, String> {
    if delimiter.is_empty() {
        return Err(format!("Invalid format '{line}'. Delimiter must not be empty"));
    }
    let mut lines = Vec::new();
    while !rest.is_empty() {
        let (next, ended) = next_line(rest);
        if next == delimiter {
            return Ok(lines.join("\n"));
        }
        if !ended {
            return Err("Invalid value. EOF marker missing new line.".to_owned());
        }
        lines.push(next);
    }
    Err(format!("Invalid value. Matching delimiter not found '{delimiter}'"))
}

/// The next line, and whether a new line ended it. Only `\n` does on Linux.
fn next_line<'t>(rest: &mut &'t str) -> (&'t str, bool) {
    let text = *rest;
    if let Some((line, behind)) = text.split_once('\n') {
        *rest = behind;
        (line, true)
    } else {
        *rest = "";
        (text, false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outputs(text: &str) -> Vec<(String, String)> {
        read_outputs(text).unwrap()
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn both_forms_are_read() {
        let text = "count=2\n\nlist<<EOF-1\na=b\n\nc<<d\nEOF-1\nempty=\nodd=a<<b\nnone<<E\nE";
        let expected = [
            pair("count", "2"),
            pair("list", "a=b\n\nc<<d"),
            pair("empty", ""),
            pair("odd", "a<<b"),
            pair("none", ""),
        ];
        assert_eq!(outputs(text), expected);
    }

    #[test]
    fn the_later_of_two_counts() {
        assert_eq!(outputs("a=1\nb=2\na=3\n"), [pair("b", "2"), pair("a", "3")]);
    }

    #[test]
    fn what_the_runner_refuses_is_refused() {
        for text in ["lonely\n", "=1\n", "<<E\nE\n", "a<<\nE\n", "a<<E\nx\n", "a<<E\nx", "a<<E\nxE"]
        {
            assert!(read_outputs(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_carriage_return_stays_in_the_value() {
        assert_eq!(outputs("a=1\r\n"), [pair("a", "1\r")]);
    }

    #[test]
    fn a_summary_over_a_mebibyte_is_dropped_whole() {
        let largest = "x".repeat(1024 * 1024);
        assert_eq!(Summary::of(largest.clone()).text().len(), 1024 * 1024);
        assert_eq!(Summary::of(largest + "x"), Summary::TooLarge(1024 * 1024 + 1));
    }
}
