use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::super::{RefusalKind, TokenKind, classify};
use crate::events::Problem;

fn refused(status: u16, headers: &[(&'static str, &str)], text: &str, token: TokenKind) -> Problem {
    let body = serde_json::json!({ "message": text }).to_string();
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a value"))
        })
        .collect();
    classify(status, &headers, body.as_bytes())
        .given_to(token)
        .problem("delete version 7 of npm/hello".to_owned())
}

/// What GitHub says, what that must be said to mean, and what must be told to do.
type Row = (
    u16,
    &'static [(&'static str, &'static str)],
    &'static str,
    &'static str,
    &'static [&'static str],
);

/// Every refusal that users of GitHub Packages are known to have met.
const KNOWN: &[Row] = &[
    (
        400,
        &[],
        "You cannot delete the last tagged version of a package. You must delete the package instead.",
        "at least one tagged version",
        &["`with: { last-version: delete-package, min-remaining: 0 }`"],
    ),
    (
        400,
        &[],
        "You cannot delete the last version of a package. You must delete the package instead.",
        "at least one version",
        &["`with: { target: packages, packages: NAME }`"],
    ),
    (
        400,
        &[],
        "Publicly visible package versions with more than 5000 downloads cannot be deleted. Contact \
         GitHub support for further assistance.",
        "more than 5,000 downloads",
        &["https://support.github.com"],
    ),
    (400, &[], "Invalid argument.", "can't list the packages", &["`with: { packages: NAME }`"]),
    (
        400,
        &[],
        "The value of `per_page` multiplied by `page` cannot be greater than 10000.",
        "10,000th",
        &["`with: { packages: NAME }`"],
    ),
    (401, &[], "Bad credentials", "has expired or was revoked", &["token"]),
    (
        403,
        &[],
        "You need at least read:packages scope to list packages.",
        "lacks the scope `read:packages`",
        &["Tokens (classic)", "delete:packages", "secrets.PACKAGES_TOKEN"],
    ),
    (
        403,
        &[],
        "You need at least read:packages scope to get a package's versions.",
        "lacks the scope `read:packages`",
        &["Tokens (classic)"],
    ),
    (
        403,
        &[],
        "Resource not accessible by integration",
        "has no sufficient role on this package",
        &["Manage Actions access", "role Admin", "`permissions: { packages: write }`"],
    ),
    (
        403,
        &[],
        "Resource not accessible by personal access token",
        "does not take fine-grained",
        &["Tokens (classic)", "`permissions: { packages: write }`"],
    ),
    (
        403,
        &[("x-github-sso", "required; url=https://github.com/orgs/o/sso?authorization_request=A")],
        "Resource protected by organization SAML enforcement. You must grant your Personal Access \
         token access to this organization.",
        "SAML single sign-on",
        &["https://github.com/orgs/o/sso?authorization_request=A"],
    ),
    (
        403,
        &[],
        "Resource protected by organization SAML enforcement.",
        "SAML single sign-on",
        &["Configure SSO"],
    ),
    (
        403,
        &[("x-ratelimit-remaining", "0")],
        "API rate limit exceeded for user ID 1.",
        "are used up",
        &["path: .package-steward/cache"],
    ),
    (
        429,
        &[("x-ratelimit-remaining", "0")],
        "API rate limit exceeded for installation ID 1.",
        "are used up",
        &["run less often"],
    ),
    (
        403,
        &[],
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
        "too many requests at once",
        &["max-parallel: 1", "deletes-per-minute: 60"],
    ),
    (404, &[], "Package not found.", "says the same for both", &["repository/image", "role Admin"]),
    (404, &[], "Package version not found.", "deleted meanwhile", &["mode: restore"]),
    (404, &[], "Not Found", "leads nowhere", &["`with: { owner-type: user }`", "`api-url`"]),
    (500, &[], "Server Error", "could not answer", &["githubstatus.com"]),
];

const TOKENS: [TokenKind; 4] =
    [TokenKind::Classic, TokenKind::FineGrained, TokenKind::Installation, TokenKind::Other];

#[test]
fn every_known_refusal_is_told_in_three_lines_whatever_the_token() {
    for token in TOKENS {
        for (status, headers, said, means, advice) in KNOWN {
            let problem = refused(*status, headers, said, token);
            assert_eq!(problem.doing, "delete version 7 of npm/hello");
            assert_eq!(problem.said, format!("GitHub answered {status}: {said}"));
            assert!(problem.means.contains(means), "{status} {said}: {}", problem.means);
            // What a fine-grained token is refused has one cause, whatever the refusal.
            let of_the_token = token == TokenKind::FineGrained && *said == "Package not found.";
            for part in advice.iter().filter(|_| !of_the_token) {
                assert!(problem.advice.contains(part), "{status} {said}: {}", problem.advice);
            }
            let lines = [&problem.said, &problem.means, &problem.advice];
            assert!(lines.iter().all(|line| !line.is_empty() && !line.contains('\n')), "{lines:?}");
        }
    }
}

#[test]
fn what_helps_differs_by_the_kind_of_token() {
    let advice = |status, said, token| refused(status, &[], said, token).advice;
    let missing = |token| advice(404, "Package not found.", token);
    assert!(missing(TokenKind::of("ghp_x")).contains("Package settings → Manage access"));
    assert!(missing(TokenKind::of("ghs_1_a.b.c")).contains("Manage Actions access"));
    assert!(missing(TokenKind::of("github_pat_x")).contains("does not take fine-grained"));
    assert!(missing(TokenKind::of("x")).contains("with GITHUB_TOKEN"));
    let expired = |token| advice(401, "Bad credentials", token);
    assert!(expired(TokenKind::of("ghs_x")).contains("take `token` out"));
    assert!(expired(TokenKind::of("ghp_x")).contains("expired"));
    let used_up = "API rate limit exceeded for user ID 1.";
    let headers = [("x-ratelimit-remaining", "0")];
    let of = |token| refused(403, &headers, used_up, token).advice;
    assert!(of(TokenKind::Installation).contains("5,000 an hour"));
    assert!(!of(TokenKind::Classic).contains("5,000 an hour"));
}

#[test]
fn whatever_else_comes_is_told_with_something_to_do() {
    for (status, said) in [(418, "teapot"), (410, "gone"), (302, "moved"), (503, "<html>")] {
        let refusal = classify(status, &HeaderMap::new(), said.as_bytes());
        assert_ne!(refusal.kind, RefusalKind::PackageNotFound);
        let problem = refusal.problem("x".to_owned());
        assert!(!problem.means.is_empty() && !problem.advice.is_empty(), "{problem:?}");
    }
}
