//! Kinds of tokens, their scopes, and roles.

use github_standin::{
    Authorization, PackageType, Role, Token, Visibility, WorkflowPermission, World,
};

use crate::client::{ADMIN, get, send, serve, with_headers, world};

const NPM: &str = "/orgs/octo-org/packages/npm/hello";

/// A world in which all kinds of tokens are known.
fn tokens() -> World {
    let mut world = world();
    for (text, token) in [
        ("none", Token::classic("octocat").scopes(&["repo"])),
        ("read", Token::classic("octocat").scopes(&["read:packages"])),
        ("delete", Token::classic("octocat").scopes(&["read:packages", "delete:packages"])),
        ("write", Token::classic("octocat").scopes(&["write:packages"])),
        ("stranger", Token::classic("stranger")),
        ("ghs_app", Token::workflow("octo-org/app")),
        ("ghs_read", Token::workflow("octo-org/app").permission(WorkflowPermission::Read)),
        ("ghs_other", Token::workflow("octo-org/other")),
        ("installation", Token::installation(7)),
        ("github_pat_", Token::fine_grained("octocat")),
    ] {
        world.add_token(text, token);
    }
    world
}

#[test]
fn each_kind_of_token_is_answered_as_github_answers_it() {
    let list = "/orgs/octo-org/packages?package_type=npm";
    let versions = &format!("{NPM}/versions");
    let scope = |name: &str, purpose: &str| format!("You need at least {name} scope to {purpose}.");
    let integration = "Resource not accessible by integration".to_owned();
    let personal = "Resource not accessible by personal access token".to_owned();
    let cases: &[(&str, &str, &str, u16, String)] = &[
        ("nonsense", "GET", list, 401, "Bad credentials".to_owned()),
        ("none", "GET", list, 403, scope("read:packages", "list packages")),
        ("none", "GET", versions, 403, scope("read:packages", "get a package's versions")),
        ("read", "DELETE", NPM, 403, scope("delete:packages", "delete a package")),
        ("write", "DELETE", NPM, 403, scope("delete:packages", "delete a package")),
        (
            "delete",
            "POST",
            &format!("{NPM}/restore"),
            403,
            scope("write:packages", "restore a package"),
        ),
        ("stranger", "GET", NPM, 404, "Package not found.".to_owned()),
        ("ghs_app", "GET", list, 400, "Invalid argument.".to_owned()),
        ("ghs_app", "GET", "/user", 403, integration.clone()),
        ("ghs_app", "GET", "/user/packages?package_type=npm", 403, integration.clone()),
        ("ghs_read", "DELETE", NPM, 403, integration),
        ("ghs_other", "DELETE", NPM, 404, "Package not found.".to_owned()),
        ("installation", "GET", NPM, 404, "Package not found.".to_owned()),
        ("github_pat_", "GET", versions, 403, personal),
    ];
    let server = serve(tokens());
    for (token, method, target, status, message) in cases {
        let reply = send(&server, method, target, token);
        assert_eq!(
            (reply.status, &reply.message()),
            (*status, message),
            "{token}: {method} {target}"
        );
    }
    for (token, method, target, status) in [
        ("read", "GET", list, 200),
        ("write", "GET", list, 200),
        ("ghs_app", "GET", versions, 200),
        ("ghs_app", "GET", "/users/octo-org", 200),
        ("ghs_app", "GET", "/users/octo-org/packages/npm/hello/versions", 200),
        ("delete", "DELETE", NPM, 204),
        ("ghs_app", "POST", &format!("{NPM}/restore"), 204),
    ] {
        assert_eq!(
            send(&server, method, target, token).status,
            status,
            "{token}: {method} {target}"
        );
    }
    assert!(server.mutations().len() == 2, "nothing else changed");
}

#[test]
fn maven_alone_needs_the_repo_scope_too() {
    let server = serve(tokens());
    for kind in PackageType::ALL {
        let path = format!("/orgs/octo-org/packages/{}/hello", kind.as_str());
        let expected = if kind == PackageType::Maven { 403 } else { 200 };
        assert_eq!(send(&server, "GET", &path, "read").status, expected, "{path}");
    }
}

#[test]
fn listing_works_and_deleting_answers_404_without_the_admin_role() {
    let mut world = tokens();
    let package = world.organization("octo-org").package(PackageType::Npm, "hello");
    package.visibility(Visibility::Public).without_inherited_access();
    let server = serve(world);
    let id = get(&server, &format!("{NPM}/versions")).ids()[1];
    for token in ["stranger", "ghs_app", "ghs_other"] {
        assert_eq!(send(&server, "GET", &format!("{NPM}/versions"), token).status, 200, "{token}");
        let refused = send(&server, "DELETE", &format!("{NPM}/versions/{id}"), token);
        assert_eq!((refused.status, refused.message()), (404, "Package not found.".to_owned()));
    }
    let mut locked = server.world();
    let package = locked.organization("octo-org").package(PackageType::Npm, "hello");
    package.grant_user("Stranger", Role::Write).grant_repository("Octo-Org/Other", Role::Admin);
    drop(locked);
    let delete = |token| send(&server, "DELETE", &format!("{NPM}/versions/{id}"), token).status;
    assert_eq!(delete("stranger"), 404, "write is not enough");
    assert_eq!(delete("ghs_other"), 204);
}

#[test]
fn single_sign_on_is_asked_for_with_its_header() {
    let mut world = tokens();
    world.organization("octo-org").requiring_sso();
    world.add_token("authorized", Token::classic("octocat").authorized_for("Octo-Org"));
    let server = serve(world);
    let refused = get(&server, NPM);
    assert_eq!(refused.status, 403);
    assert!(refused.message().starts_with("Resource protected by organization SAML enforcement."));
    let header = refused.header("x-github-sso").expect("the header");
    assert!(header.starts_with("required; url=https://"), "{header}");
    assert_eq!(send(&server, "GET", NPM, "authorized").status, 200);
}

#[test]
fn headers_that_github_insists_on() {
    let server = serve(tokens());
    let bearer = format!("Bearer {ADMIN}");
    let refused = with_headers(&server, "GET", NPM, &[("authorization", &bearer)]);
    assert_eq!(refused.status, 403);
    assert!(String::from_utf8_lossy(&refused.body).contains("User-Agent header"));
    for (version, status) in [("2022-11-28", 200), ("2026-03-10", 200), ("2021-01-01", 400)] {
        let headers =
            [("authorization", &*bearer), ("user-agent", "t"), ("x-github-api-version", version)];
        assert_eq!(with_headers(&server, "GET", NPM, &headers).status, status, "{version}");
    }
    let anonymous = with_headers(&server, "GET", NPM, &[("user-agent", "t")]);
    assert_eq!(
        (anonymous.status, anonymous.message()),
        (401, "Requires authentication".to_owned())
    );
}

#[test]
fn classic_tokens_are_told_their_scopes_and_others_are_not() {
    let server = serve(tokens());
    let scopes =
        |token| send(&server, "GET", NPM, token).header("x-oauth-scopes").map(str::to_owned);
    assert_eq!(scopes("delete").as_deref(), Some("read:packages, delete:packages"));
    assert_eq!(scopes("ghs_app"), None);
    let kinds: Vec<_> = server.requests().into_iter().map(|it| it.authorization).collect();
    assert_eq!(kinds, [Authorization::Classic, Authorization::Workflow]);
}
