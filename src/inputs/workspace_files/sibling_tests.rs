use super::references_of_siblings;

const HEX: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn of(text: &str) -> Vec<String> {
    references_of_siblings(text).into_iter().map(|(_, reference)| reference).collect()
}

#[test]
fn registry_repository_and_tag_are_put_together() {
    for text in [
        "image:\n  registry: ghcr.io\n  repository: o/app\n  tag: v1\n",
        "image: {tag: \"v1\", repository: 'o/app', registry: ghcr.io/}",
        "registry: ghcr.io\npull: {policy: Always, secrets: [a, b]}\nrepository: o/app\ntag: v1\n",
        "\u{feff}registry: ghcr.io\r\nrepository: o/app\r\ntag: v1 # the newest\r\n",
    ] {
        assert_eq!(of(text), ["ghcr.io/o/app:v1"], "{text}");
    }
}

#[test]
fn a_repository_with_its_host_needs_no_registry() {
    assert_eq!(of("repository: ghcr.io/o/app\ntag: v1\n"), ["ghcr.io/o/app:v1"]);
    let both = "registry: mirror.example\nrepository: ghcr.io/o/app\ntag: v1\n";
    assert_eq!(of(both), ["ghcr.io/o/app:v1", "mirror.example/ghcr.io/o/app:v1"]);
}

#[test]
fn a_repository_without_a_registry_could_be_in_any() {
    for registry in ["", "registry: \"\"\n", "registry: null\n", "registry: {host: ghcr.io}\n"] {
        let text = format!("{registry}repository: o/app\ntag: v1\n");
        assert_eq!(of(&text), ["*/o/app:v1"], "{text}");
    }
    assert_eq!(of("registry: docker.io\nrepository: o/app\ntag: v1\n"), ["docker.io/o/app:v1"]);
}

#[test]
fn a_digest_stands_behind_the_tag_or_alone() {
    let name = "registry: ghcr.io\nrepository: o/app\n";
    let digest = format!("sha256:{HEX}");
    for (entries, expected) in [
        (format!("digest: {digest}\n"), format!("ghcr.io/o/app@{digest}")),
        (format!("tag: ''\ndigest: {digest}\n"), format!("ghcr.io/o/app@{digest}")),
        (format!("tag: v1\ndigest: {digest}\n"), format!("ghcr.io/o/app:v1@{digest}")),
        (format!("tag: v1@{digest}\n"), format!("ghcr.io/o/app:v1@{digest}")),
    ] {
        assert_eq!(of(&format!("{name}{entries}")), [expected.as_str()], "{entries}");
    }
}

#[test]
fn a_tag_that_is_a_number_stays_as_it_is_written() {
    for tag in ["1.10", "007", "1e3", "1_000", "true"] {
        let text = format!("repository: ghcr.io/o/app\ntag: {tag}\n");
        assert_eq!(of(&text), [format!("ghcr.io/o/app:{tag}")]);
    }
}

#[test]
fn a_tag_that_cannot_be_read_could_be_any_and_one_that_is_missing_is_left_out() {
    for tag in
        ["\"{{ .Values.tag }}\"", "${TAG}", "v1 v2", "sha256:00", "{name: v1}", "v1\ntag: v2"]
    {
        let text = format!("repository: ghcr.io/o/app\ntag: {tag}\n");
        assert_eq!(of(&text), ["ghcr.io/o/app:*"], "{tag}");
    }
    for tag in ["", "tag:\n", "tag: ~\n", "tag: \"\"\n"] {
        assert_eq!(of(&format!("repository: ghcr.io/o/app\n{tag}")), ["ghcr.io/o/app"], "{tag}");
    }
}

#[test]
fn anchors_and_merges_are_followed() {
    let base = "base: &base {registry: ghcr.io, repository: o/app, tag: &tag v1}\n";
    for (entry, expected) in [
        ("<<: *base\n  tag: v2", "ghcr.io/o/app:v2"),
        ("tag: v2\n  <<: *base", "ghcr.io/o/app:v2"),
        ("<<: [*base, {tag: v3}]", "ghcr.io/o/app:v1"),
        ("<<: [{tag: v3}, *base]", "ghcr.io/o/app:v3"),
        ("<<: *base\n  repository: o/web", "ghcr.io/o/web:v1"),
        ("repository: o/web\n  tag: *tag", "*/o/web:v1"),
        ("repository: o/web\n  tag: *base", "*/o/web:*"),
    ] {
        let text = format!("{base}other:\n  {entry}\n");
        assert_eq!(of(&text), ["ghcr.io/o/app:v1", expected], "{entry}");
    }
}

#[test]
fn each_map_of_each_document_speaks_for_itself_and_has_its_line() {
    let text = "# values\nweb: {repository: o/web, tag: v1}\n---\nimages:\n  - repository: o/a\n    tag: v2\n  \
                - tag: v3\n    repository: o/b\n  - tag: v4\n  - [repository, o/c, tag, v5]\n";
    let expected = [(2, "*/o/web:v1"), (5, "*/o/a:v2"), (8, "*/o/b:v3")];
    assert_eq!(references_of_siblings(text), expected.map(|(line, one)| (line, one.to_owned())));
}

#[test]
fn what_is_no_yaml_has_what_stands_before_the_place_where_it_ends_to_be() {
    assert_eq!(of("{{- if .Values.image }}\nrepository: o/app\ntag: v1\n"), [""; 0]);
    assert_eq!(of("repository: o/app\ntag: v1\n---\n\"a\n"), ["*/o/app:v1"]);
    assert_eq!(of(""), [""; 0]);
    assert_eq!(of("just a text"), [""; 0]);
}

#[test]
fn hostile_texts_are_read_to_their_ends() {
    for unit in ["[", "{", "- ", "? ", "{<<: ", "&a ", "*a ", "\"", "repository: ", "<<: [", "\0"] {
        assert_eq!(of(&unit.repeat(20_000 / unit.len())), [""; 0], "{unit}");
    }
    let long = format!("repository: {}\n", "a/".repeat(1_000));
    assert_eq!(of(&long), [""; 0]);
}
