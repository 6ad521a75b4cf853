use std::collections::BTreeMap;
use std::fs;

use proptest::prelude::*;

use super::*;

/// Reads a file of outputs by the runner's rules: `NAME=VALUE`, or `NAME<<DELIMITER`, lines, and
/// the delimiter on a line of its own. On Linux only `\n` ends a line.
fn read_as_the_runner(path: &Path) -> Result<BTreeMap<String, String>, String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let mut outputs = BTreeMap::new();
    let mut rest = text.as_str();
    while let Some((line, _, after)) = take_line(rest) {
        rest = after;
        if line.is_empty() {
            continue;
        }
        let invalid = || format!("Invalid format '{line}'");
        let equals = line.find('=');
        let heredoc = line.find("<<");
        match (equals, heredoc) {
            (Some(equals), heredoc) if heredoc.is_none_or(|heredoc| equals < heredoc) => {
                let (name, value) = (&line[..equals], &line[equals + 1..]);
                if name.is_empty() {
                    return Err(invalid());
                }
                outputs.insert(name.to_owned(), value.to_owned());
            }
            (_, Some(heredoc)) => {
                let (name, delimiter) = (&line[..heredoc], &line[heredoc + 2..]);
                if name.is_empty() || delimiter.is_empty() {
                    return Err(invalid());
                }
                let (mut value, mut between) = (String::new(), "");
                loop {
                    let (line, ending, after) =
                        take_line(rest).ok_or("Matching delimiter not found")?;
                    rest = after;
                    if line == delimiter {
                        break;
                    }
                    if ending.is_empty() {
                        return Err("EOF marker missing new line".to_owned());
                    }
                    value.push_str(between);
                    value.push_str(line);
                    between = "\n";
                }
                outputs.insert(name.to_owned(), value);
            }
            (_, None) => return Err(invalid()),
        }
    }
    Ok(outputs)
}

/// The first line without its end, its end, and what follows; `None` at the end of the text.
fn take_line(text: &str) -> Option<(&str, &str, &str)> {
    if text.is_empty() {
        return None;
    }
    Some(match text.find('\n') {
        Some(end) => (&text[..end], "\n", &text[end + 1..]),
        None => (text, "", ""),
    })
}

fn in_folder<T>(test: impl FnOnce(&Path) -> T) -> T {
    let folder = tempfile::tempdir().expect("a folder");
    test(&folder.path().join("file"))
}

fn outputs(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn h33_the_runner_reads_back_what_was_written() {
    let pairs = [
        ("planned", r#"[{"id":1}]"#),
        ("empty", ""),
        ("lines", "one\ntwo\n"),
        ("line-break-only", "\n"),
        ("carriage", "one\r\ntwo\rthree\r"),
        ("like-a-pair", "a=b"),
        ("like-a-start", "a<<EOF\nEOF"),
        ("percent", "%0A100%"),
    ];
    in_folder(|path| {
        OutputFile::new(path).append(pairs).expect("written");
        assert_eq!(read_as_the_runner(path), Ok(outputs(&pairs)));
    });
}

#[test]
fn h33_what_an_earlier_write_left_stays_and_is_not_glued_to() {
    for before in ["", "a=1\n", "a=1", "a<<X\n1\nX", "a<<X\n1\nX\n"] {
        in_folder(|path| {
            fs::write(path, before).expect("written");
            let file = OutputFile::new(path);
            file.append([("b", "2")]).expect("written");
            file.append([("c", "3")]).expect("written");
            let mut expected = outputs(&[("b", "2"), ("c", "3")]);
            if !before.is_empty() {
                expected.insert("a".to_owned(), "1".to_owned());
            }
            assert_eq!(read_as_the_runner(path), Ok(expected), "{before:?}");
        });
    }
}

#[test]
fn h32_a_value_cannot_end_its_own_block_with_a_delimiter_it_has_seen() {
    in_folder(|path| {
        let file = OutputFile::new(path);
        file.append([("first", "value")]).expect("written");
        let text = fs::read_to_string(path).expect("read");
        let seen = text.lines().last().expect("a delimiter").to_owned();
        let value = format!("x\n{seen}\ninjected=yes\ninjected<<{seen}\nyes\n{seen}\n");
        file.append([("second", value.as_str())]).expect("written");
        let expected = outputs(&[("first", "value"), ("second", &value)]);
        assert_eq!(read_as_the_runner(path), Ok(expected));
    });
}

#[test]
fn two_delimiters_are_never_the_same() {
    let many: std::collections::BTreeSet<String> = (0..1_000).map(|_| delimiter("")).collect();
    assert_eq!(many.len(), 1_000);
}

#[test]
fn a_name_that_would_be_read_otherwise_is_refused_and_nothing_is_written() {
    for name in ["", "a=b", "a<<b", "a\nb", "a\rb"] {
        in_folder(|path| {
            let error = OutputFile::new(path)
                .append([("good", "1"), (name, "2")])
                .expect_err("refused")
                .to_string();
            assert!(error.contains("name of an output"), "{error}");
            assert!(!path.exists());
        });
    }
}

#[test]
fn an_error_names_the_variable_and_the_file_and_keeps_its_cause() {
    in_folder(|path| {
        let lost = path.join("not-there");
        for (error, variable) in [
            (OutputFile::new(&lost).append([("a", "1")]).expect_err("refused"), "GITHUB_OUTPUT"),
            (SummaryFile::new(&lost).append("a", "b").expect_err("refused"), "GITHUB_STEP_SUMMARY"),
        ] {
            let text = error.to_string();
            assert!(text.contains(variable), "{text}");
            assert!(text.contains("not-there"), "{text}");
            assert!(error.source().is_some());
        }
    });
}

#[test]
fn a_summary_within_the_limit_is_written_whole_and_after_what_is_there() {
    in_folder(|path| {
        let file = SummaryFile::new(path);
        assert_eq!(file.append("# One\n", "more").expect("written"), Written::Whole);
        assert_eq!(file.append("# Two\n", "more").expect("written"), Written::Whole);
        assert_eq!(fs::read_to_string(path).expect("read"), "# One\n\n\n# Two\n");
        fs::remove_file(path).expect("removed");
        let exact = "x".repeat(SUMMARY_LIMIT);
        assert_eq!(file.append(&exact, "more").expect("written"), Written::Whole);
    });
}

#[test]
fn h33_a_summary_over_the_limit_is_shortened_between_blocks_and_never_dropped() {
    let block = format!("{}\n\n", "a".repeat(99_998));
    let before = "b".repeat(200_000);
    in_folder(|path| {
        fs::write(path, &before).expect("written");
        let written = SummaryFile::new(path).append(&block.repeat(20), "_More in the log._");
        assert_eq!(written.expect("written"), Written::Shortened);
        let text = fs::read_to_string(path).expect("read");
        assert!(text.len() <= SUMMARY_LIMIT, "{}", text.len());
        let expected = format!("{before}\n\n{}_More in the log._\n", block.repeat(8));
        assert!(text == expected, "eight whole blocks and the pointer, not {} bytes", text.len());
    });
}

#[test]
fn a_cut_never_falls_into_a_folded_part_or_a_fence() {
    for (open, close) in [("<details>", "</details>"), ("```yaml", "```")] {
        let markdown =
            format!("first\n\n{open}\n\nwithin\n\nwithin\n\n{close}\n\nsecond\n\nthird\n\n");
        for limit in 0..=markdown.len() {
            let kept = &markdown[..last_block_end(&markdown, limit)];
            assert_eq!(kept.contains(open), kept.contains(&format!("{close}\n\n")), "{kept}");
            assert!(kept.len() <= limit);
        }
        assert_eq!(last_block_end(&markdown, markdown.len()), markdown.len());
    }
}

#[test]
fn a_full_file_is_left_as_it_is() {
    in_folder(|path| {
        fs::write(path, "b".repeat(SUMMARY_LIMIT - 5)).expect("written");
        let written = SummaryFile::new(path).append("one more block", "pointer");
        assert_eq!(written.expect("answered"), Written::Nothing);
        assert_eq!(fs::metadata(path).expect("there").len(), SUMMARY_LIMIT as u64 - 5);
    });
}

proptest! {
    #[test]
    fn h33_any_value_comes_back_as_it_was(values in prop::collection::vec("(?s).{0,60}", 0..5)) {
        let names = ["a", "b", "c", "d", "e"];
        let pairs: Vec<(&str, &str)> =
            names.into_iter().zip(values.iter().map(String::as_str)).collect();
        let read = in_folder(|path| {
            fs::write(path, "").expect("written");
            OutputFile::new(path).append(pairs.iter().copied()).expect("written");
            read_as_the_runner(path)
        });
        prop_assert_eq!(read, Ok(outputs(&pairs)));
    }
}
