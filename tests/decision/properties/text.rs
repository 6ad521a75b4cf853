//! Globs and versions once more, as naively as can be.

/// Whether the whole text fits the glob.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    captures(pattern, text).is_some()
}

/// What the placeholders of a pattern take of a text that fits, each as little as it can.
pub(super) fn captures(pattern: &str, text: &str) -> Option<Vec<(String, String)>> {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    captures_from(&pattern, &text, 0)
}

fn captures_from(pattern: &[char], text: &[char], at: usize) -> Option<Vec<(String, String)>> {
    let one = |fits: bool, rest: &[char]| fits.then(|| captures_from(rest, text, at + 1)).flatten();
    let next = text.get(at);
    match pattern {
        [] => (at == text.len()).then(Vec::new),
        ['*', rest @ ..] => (at..=text.len()).find_map(|end| captures_from(rest, text, end)),
        ['?', rest @ ..] => one(next.is_some(), rest),
        ['[', rest @ ..] => {
            let end = rest.iter().position(|c| *c == ']').expect("closed brackets");
            one(next.is_some_and(|c| is_in(&rest[..end], *c)), &rest[end + 1..])
        }
        ['{', rest @ ..] => {
            let end = rest.iter().position(|c| *c == '}').expect("closed braces");
            let (word, rest): (String, _) = (rest[..end].iter().collect(), &rest[end + 1..]);
            (at..=text.len()).find_map(|end| {
                let taken = &text[at..end];
                if word == "pr" && !is_whole_number(text, at, end) {
                    return None;
                }
                let behind = captures_from(rest, text, end)?;
                Some([vec![(word.clone(), taken.iter().collect())], behind].concat())
            })
        }
        [literal, rest @ ..] => one(next == Some(literal), rest),
    }
}

fn is_whole_number(text: &[char], from: usize, to: usize) -> bool {
    let is_digit =
        |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(char::is_ascii_digit);
    from < to
        && (from..to).all(|at| is_digit(Some(at)))
        && !is_digit(from.checked_sub(1))
        && !is_digit(Some(to))
}

fn is_in(class: &[char], c: char) -> bool {
    match class {
        ['!', class @ ..] => !is_in(class, c),
        [low, '-', high] => (*low..=*high).contains(&c),
        _ => class.contains(&c),
    }
}

/// What matters of a version: its three numbers, and whether it is a pre-release. No two pre-releases of
/// one release are drawn for one package.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) release: [u64; 3],
    pub(super) is_pre: bool,
}

impl Number {
    /// Its place in the order of versions.
    pub(super) fn order(self) -> ([u64; 3], bool) {
        (self.release, !self.is_pre)
    }
}

/// Strictly semver with an optional `v` before it.
pub(super) fn number(text: &str) -> Option<Number> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let (text, build) = text.split_once('+').map_or((text, None), |(text, b)| (text, Some(b)));
    let (core, pre) = text.split_once('-').map_or((text, None), |(core, pre)| (core, Some(pre)));
    let numbers: Vec<&str> = core.split('.').collect();
    let [major, minor, patch] = numbers.as_slice() else { return None };
    let release = [plain(major)?, plain(minor)?, plain(patch)?];
    let dotted = |text: &str, may_begin_with_zero: bool| {
        text.split('.').all(|part| {
            let is_word =
                !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
            let is_number = part.chars().all(|c| c.is_ascii_digit());
            is_word && (may_begin_with_zero || !is_number || plain(part).is_some())
        })
    };
    let is_sound =
        build.is_none_or(|text| dotted(text, true)) && pre.is_none_or(|text| dotted(text, false));
    is_sound.then_some(Number { release, is_pre: pre.is_some() })
}

fn plain(digits: &str) -> Option<u64> {
    let is_plain = !digits.is_empty()
        && digits.chars().all(|c| c.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'));
    is_plain.then(|| digits.parse().ok()).flatten()
}

/// A range as users write it, and what it covers.
pub(super) type PlainRange = (&'static str, fn(Number) -> bool);

/// The ranges of these tests.
pub(super) const RANGES: [PlainRange; 8] = [
    ("1.2.3", |n| n.release == [1, 2, 3] && !n.is_pre),
    ("<2.0.0", |n| n.release < [2, 0, 0]),
    (">=1.2.0, <2.0.0", |n| from([1, 2, 0], n) && n.release < [2, 0, 0]),
    ("1.2.x", |n| n.release[..2] == [1, 2]),
    ("<=1.2.4", |n| n.release <= [1, 2, 4]),
    (">1.2.3", |n| n.release > [1, 2, 3]),
    ("^1.2.3", |n| from([1, 2, 3], n) && n.release[0] == 1),
    ("*", |_| true),
];

/// Whether it comes not before this release.
fn from(release: [u64; 3], n: Number) -> bool {
    n.release > release || (n.release == release && !n.is_pre)
}

#[test]
fn the_second_telling_reads_globs_and_versions() {
    for (pattern, text, expected) in [
        ("pr-*", "pr-", true),
        ("pr-?", "pr-20", false),
        ("[!a-c]*", "dev", true),
        ("[!a-c]*", "beta", false),
        ("[n]one", "none", true),
        ("*-rc.*", "1.2.3-rc.1", true),
        ("", "", true),
        ("pr-{pr}*", "pr-20", true),
        ("pr-{pr}", "pr-2a", false),
    ] {
        assert_eq!(fits(pattern, text), expected, "{pattern} {text}");
    }
    let expected = [("a", ""), ("pr", "20")].map(|(word, text)| (word.to_owned(), text.to_owned()));
    assert_eq!(captures("*{a}{pr}*", "20-x").as_deref(), Some(&expected[..]));
    for (text, is_version) in [
        ("1.2.3", true),
        ("v1.2.3-rc.1", true),
        ("1.2", false),
        ("01.2.3", false),
        ("1.2.3+b", true),
    ] {
        assert_eq!(number(text).is_some(), is_version, "{text}");
    }
}
