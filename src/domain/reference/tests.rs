use super::*;
use crate::domain::{Login, PackageKey, PackageName, PackageType};

const HEX: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn home() -> Home {
    Home::new("ghcr.io", &Login::new("Octo-Org"))
}

fn container(name: &str) -> PackageKey {
    PackageKey { package_type: PackageType::Container, name: PackageName::new(name) }
}

/// What a text names of a package: its tags, `*` for all of it, and `@` for a digest.
fn named(text: &str, package: &PackageKey) -> Vec<String> {
    let home = home();
    let mut all: Vec<String> = references(text, &home)
        .into_iter()
        .filter_map(|reference| match reference.target {
            Target::Digest(_) => Some("@".to_owned()),
            Target::Tag { image, tag } => {
                home.means(&image, SaysWhich::Yes, package).then_some(tag)
            }
            Target::Unclear { image, says_which } => {
                home.means(&image, says_which, package).then(|| "*".to_owned())
            }
        })
        .collect();
    all.dedup();
    all
}

fn of_app(text: &str) -> Vec<String> {
    named(text, &container("app"))
}

#[test]
fn a_tag_is_read_out_of_any_text() {
    for text in [
        "ghcr.io/octo-org/app:1.2",
        "image: ghcr.io/octo-org/app:1.2",
        "  image: \"ghcr.io/octo-org/app:1.2\" # the newest",
        "image:'ghcr.io/octo-org/app:1.2'",
        "FROM ghcr.io/octo-org/app:1.2 AS base",
        "FROM --platform=$BUILDPLATFORM GHCR.IO/Octo-Org/App:1.2",
        "COPY --from=ghcr.io/octo-org/app:1.2 /bin /bin",
        "uses: docker://ghcr.io/octo-org/app:1.2",
        "https://ghcr.io/octo-org/app:1.2",
        "oci:ghcr.io/octo-org/app:1.2",
        "{\"image\":\"ghcr.io/octo-org/app:1.2\"}",
        "{image: ghcr.io/octo-org/app:1.2, pull: always}",
        "{\"log\": \"pulling\\nghcr.io/octo-org/app:1.2\\n\"}",
        "docker pull ghcr.io/octo-org/app:1.2&&true",
        "docker run -v $PWD/app:/app ghcr.io/octo-org/app:1.2 sh",
        "IMAGE=ghcr.io/octo-org/app:1.2",
        "(ghcr.io/octo-org/app:1.2)",
        "[ghcr.io/octo-org/app:1.2](https://github.com)",
        "<code>ghcr.io/octo-org/app:1.2</code>",
        "`ghcr.io/octo-org/app:1.2`",
        "octocat@ghcr.io/octo-org/app:1.2",
        "mirror.example:5000/ghcr.io/octo-org/app:1.2",
        "${IMAGE:-ghcr.io/octo-org/app:1.2}",
        "${IMAGE:-${OTHER:-ghcr.io/octo-org/app:1.2}}",
        "{{ default \"ghcr.io/octo-org/app:1.2\" .Values.image }}",
        "$(crane digest ghcr.io/octo-org/app:1.2)",
        "${REGISTRY:-ghcr.io}/octo-org/app:1.2",
        "${{ env.REGISTRY }}/octo-org/app:1.2",
        "$[variables.registry]/octo-org/app:1.2",
        "{registry}/octo-org/app:1.2",
        "#{ENV['REGISTRY']}/octo-org/app:1.2",
        "<the registry>/octo-org/app:1.2",
        "ghcr.io/${{ github.repository_owner }}/app:1.2",
        "ghcr.io/${{ github.repository }}:1.2",
        "{{ .Values.global.registry }}/octo-org/app:1.2",
        "$PREFIX/app:1.2",
        "%REGISTRY%/octo-org/app:1.2",
        "a:b:ghcr.io/octo-org/app:1.2",
        "x/y:ghcr.io/octo-org/app:1.2",
        "ghcr.io/octo-org/app:1.2/layers",
        "ghcr.io/octo-org/app:1.2<>",
        "docker:/ghcr.io/octo-org/app:1.2",
        "\u{feff}ghcr.io/octo-org/app:1.2",
        "„ghcr.io/octo-org/app:1.2\"",
    ] {
        assert_eq!(of_app(text), ["1.2"], "{text}");
    }
}

#[test]
fn a_tag_at_the_end_of_a_sentence_is_read_both_ways() {
    assert_eq!(of_app("Use ghcr.io/octo-org/app:1.2."), ["1.2", "1.2."]);
    assert_eq!(of_app("Use ghcr.io/octo-org/app:1.2, or not"), ["1.2"]);
    assert_eq!(of_app("ghcr.io/octo-org/app:1.2?"), ["1.2"]);
}

#[test]
fn tags_keep_their_case_and_names_do_not() {
    assert_eq!(of_app("ghcr.io/OCTO-ORG/APP:Release-A"), ["Release-A"]);
}

#[test]
fn a_digest_is_read_wherever_it_stands() {
    for text in [
        format!("sha256:{HEX}"),
        format!("\"SHA256:{}\"", HEX.to_uppercase()),
        format!("ghcr.io/octo-org/app@sha256:{HEX}"),
        format!("something/else@sha256:{HEX}"),
        format!("digest: sha256:{HEX}\n"),
    ] {
        assert_eq!(of_app(&text), ["@"], "{text}");
    }
    assert_eq!(of_app(&format!("ghcr.io/octo-org/app:1.2@sha256:{HEX}")), ["@", "1.2"]);
}

#[test]
fn what_is_nearly_a_digest_is_none() {
    for text in [
        format!("sha256:{}", &HEX[1..]),
        format!("sha256:{HEX}0"),
        format!("sha512:{HEX}"),
        format!("xsha256:{HEX}"),
        format!("sha256-{HEX}"),
        format!("sha256:{}g", &HEX[1..]),
        "sha256:".to_owned(),
        ":".to_owned(),
    ] {
        assert_eq!(of_app(&text), [""; 0], "{text}");
    }
}

#[test]
fn a_reference_that_does_not_say_in_full_which_image_it_means_means_all_of_the_package() {
    let short = format!("ghcr.io/octo-org/app@sha256:{}", &HEX[..12]);
    for text in [
        "ghcr.io/octo-org/app",
        "Pull ghcr.io/octo-org/app.",
        "https://ghcr.io/octo-org/app/",
        "ghcr.io/octo-org/app:",
        "ghcr.io/octo-org/app: 1.2",
        "ghcr.io/octo-org/app:$TAG",
        "ghcr.io/octo-org/app:${TAG}",
        "ghcr.io/octo-org/app:${TAG:-1.2}",
        "ghcr.io/octo-org/app:1.2-${SUFFIX}",
        "ghcr.io/octo-org/app:1.2$SUFFIX",
        "ghcr.io/octo-org/app:$(git describe)",
        "ghcr.io/octo-org/app:${{ github.sha }}",
        "ghcr.io/octo-org/app:{{ .Values.tag }}",
        "ghcr.io/octo-org/app:v{tag}",
        "ghcr.io/octo-org/app:{}",
        "ghcr.io/octo-org/app:%TAG%",
        "ghcr.io/octo-org/app:%s",
        "ghcr.io/octo-org/app:%(tag)s",
        "ghcr.io/octo-org/app:<tag>",
        "ghcr.io/octo-org/app:<%= tag %>",
        "ghcr.io/octo-org/app:#{tag}",
        "ghcr.io/octo-org/app:@TAG@",
        "ghcr.io/octo-org/app:__TAG__",
        "ghcr.io/octo-org/app:1.*",
        "ghcr.io/octo-org/app:1.2+build",
        "ghcr.io/octo-org/app:1.2…",
        "ghcr.io/octo-org/app:-1",
        "\"ghcr.io/octo-org/app:\" + tag",
        "\"ghcr.io/octo-org/app:v\" + tag",
        "\"ghcr.io/octo-org/app:v\"$TAG",
        "ghcr.io/octo-org/app:\"$TAG\"",
        "ghcr.io/octo-org/app@$DIGEST",
        "ghcr.io/octo-org/app:1.2@${DIGEST}",
        "ghcr.io/octo-org/app@sha512:00",
        &short,
        "${{ env.REGISTRY }}/octo-org/app:${{ env.TAG }}",
        "ghcr.io/${{ github.repository }}",
        "ghcr.io/${{ github.repository }}:${{ github.sha }}",
        "IMAGE: ghcr.io/octo-org/${NAME}",
        "$REGISTRY/octo-org/$NAME:$TAG",
        "$PREFIX/app:$TAG",
        &format!("ghcr.io/octo-org/app:{}", "a".repeat(129)),
        "ghcr.io/octo-org/app:${{ fromJSON(",
        "ghcr.io/octo-org/app:${TAG\n}",
    ] {
        assert_eq!(of_app(text), ["*"], "{text}");
    }
}

#[test]
fn what_names_another_package_or_none_names_nothing() {
    for text in [
        "",
        "/",
        "ghcr.io",
        "ghcr.io/octo-org",
        "ghcr.io/octo-org/",
        "ghcr.io/octo-org/app2:1.2",
        "ghcr.io/octo-org/app/sub:1.2",
        "ghcr.io/octo-org/my-app:1.2",
        "ghcr.io/octo/app:1.2",
        "ghcr.io/other/app:1.2",
        "docker.io/octo-org/app:1.2",
        "notghcr.io/octo-org/app:1.2",
        "ghcr.io.example/octo-org/app:1.2",
        "octo-org/app:1.2",
        "app:1.2",
        "https://github.com/octo-org/app",
        "uses: octo-org/app@v1",
        "ghcr.io/octo-org/app-$VARIANT:1.2",
        "ghcr.io/other/$IMAGE:$TAG",
        "$IMAGE:$TAG",
        "$HOME/app",
        "{{ .Values.image.repository }}:{{ .Values.image.tag }}",
        "${{ env.REGISTRY }}/${{ env.IMAGE }}:1.2",
        "docker run -v $PWD/app:/app alpine",
    ] {
        assert_eq!(of_app(text), [""; 0], "{text}");
    }
}

#[test]
fn a_package_of_several_names_is_named_by_all_of_them() {
    let package = container("tools/web");
    for (text, expected) in [
        ("ghcr.io/octo-org/tools/web:1.2", "1.2"),
        ("ghcr.io/octo-org/$GROUP/web:1.2", "1.2"),
        ("$PREFIX/web:1.2", "1.2"),
        ("ghcr.io/octo-org/tools/${NAME}", "*"),
    ] {
        assert_eq!(named(text, &package), [expected], "{text}");
    }
    for text in ["ghcr.io/octo-org/web:1.2", "ghcr.io/octo-org/tools:1.2"] {
        assert_eq!(named(text, &package), [""; 0], "{text}");
    }
}

#[test]
fn a_registry_of_another_server_has_its_own_host_and_port() {
    let login = Login::new("octo-org");
    for (host, text) in [
        ("containers.ghe.example", "containers.GHE.example/octo-org/app:1"),
        ("127.0.0.1:4000", "http://127.0.0.1:4000/octo-org/app:1"),
    ] {
        let home = Home::new(host, &login);
        let found = references(text, &home);
        let [Reference { line: 1, target: Target::Tag { image, tag } }] = &found[..] else {
            panic!("{text}: {found:?}");
        };
        assert!(home.means(image, SaysWhich::Yes, &container("app")), "{text}");
        assert_eq!(tag, "1");
        assert_eq!(references("ghcr.io/octo-org/app:1", &home), []);
    }
}

#[test]
fn the_old_registry_has_the_name_of_a_repository_before_that_of_the_image() {
    let package = PackageKey { package_type: PackageType::Docker, name: PackageName::new("app") };
    for (text, expected) in [
        ("docker.pkg.github.com/octo-org/repo/app:1", vec!["1"]),
        ("docker.pkg.github.com/octo-org/repo/app:$TAG", vec!["*"]),
        ("docker.pkg.github.com/octo-org/${REPO}:1", vec!["1"]),
        ("ghcr.io/octo-org/app:1", vec!["1"]),
        ("docker.pkg.github.com/octo-org/repo/other:1", vec![]),
        ("docker.pkg.github.com/other/repo/app:1", vec![]),
        ("ghcr.io/octo-org/repo/app:1", vec![]),
    ] {
        assert_eq!(named(text, &package), expected, "{text}");
    }
    assert_eq!(of_app("docker.pkg.github.com/octo-org/repo/app:1"), [""; 0]);
}

#[test]
fn each_reference_has_its_line() {
    let text = format!("a\nghcr.io/octo-org/app:1\r\n\n'\\\nghcr.io/octo-org/app\nsha256:{HEX}\n");
    let lines: Vec<u32> = references(&text, &home()).iter().map(|one| one.line).collect();
    assert_eq!(lines, [2, 5, 6]);
}

#[test]
fn hostile_texts_are_read_to_their_ends() {
    for unit in [
        "${",
        "{{",
        "$(",
        "<a",
        "%",
        "*/",
        "ghcr.io/",
        "ghcr.io/octo-org/app:",
        "a/",
        "://",
        "@",
        "sha256:",
        "\\",
        "\"+",
        "*a",
        "ü",
        "\0",
        "ghcr.io/*",
        "$a/",
    ] {
        let text = unit.repeat(20_000 / unit.len());
        let found = references(&text, &home());
        assert!(found.len() <= text.len(), "{unit}");
        for reference in &found {
            if let Target::Tag { image, .. } | Target::Unclear { image, .. } = &reference.target {
                home().means(image, SaysWhich::Yes, &container("app"));
            }
        }
    }
}

#[test]
fn a_number_behind_a_name_is_a_tag_and_no_port() {
    assert_eq!(of_app("ghcr.io/octo-org/app:12/layers"), ["12"]);
    assert_eq!(of_app("mirror.example:443/ghcr.io/octo-org/app:12"), ["12"]);
}
