//! What was given: what differs from its default.

use super::support::*;

fn given(changes: &[(&str, &str)]) -> Vec<(String, String)> {
    sound(changes).given
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn all_that_differs_from_its_default_is_listed_as_it_was_written() {
    let request = request(&in_actions(&[
        ("INPUT_TAGS", " pr-*\n  dev "),
        ("INPUT_PACKAGE-TYPE", "docker"),
        ("INPUT_UNTAGGED-GRACE", "48h"),
        ("INPUT_DRY-RUN", "TRUE"),
        ("INPUT_RECORD-FILE", "./plan.jsonl"),
    ]));
    let expected = [
        ("package-type", "docker"),
        ("tags", "pr-*\n  dev"),
        ("untagged-grace", "48h"),
        ("dry-run", "TRUE"),
        ("record-file", "./plan.jsonl"),
    ];
    assert_eq!(request.given, owned(&expected));
}

#[test]
fn what_is_the_default_in_other_words_is_not_given() {
    let environment = in_actions(&[
        ("INPUT_TAGS", "pr-*"),
        ("INPUT_KEEP-TAGS", "# as ever\nlatest\n"),
        ("INPUT_UNTAGGED-GRACE", "24h"),
        ("INPUT_MIN-REMAINING", "01"),
        ("INPUT_DRY-RUN", "False"),
        ("INPUT_SEMVER", "\nnone"),
    ]);
    assert_eq!(request(&environment).given, owned(&[("tags", "pr-*")]));
}

#[test]
fn the_owner_is_given_where_it_is_not_the_repositorys() {
    let name = |owner| {
        let changes = [("INPUT_TAGS", "a"), ("INPUT_OWNER", owner), ("INPUT_PACKAGES", "app")];
        request(&in_actions(&changes)).given.first().cloned()
    };
    assert_eq!(name("octo"), owned(&[("packages", "app")]).pop());
    assert_eq!(name("other"), owned(&[("owner", "other")]).pop());
}

#[test]
fn the_token_is_neither_an_input_that_was_given_nor_in_one() {
    let given = given(&[("INPUT_VERSION_NAMES", &format!("{TOKEN}*")), ("INPUT_TOKEN", TOKEN)]);
    let expected =
        [("owner", "octo"), ("packages", "app"), ("tags", "pr-*"), ("version-names", "****")];
    assert_eq!(given, owned(&expected));
}
