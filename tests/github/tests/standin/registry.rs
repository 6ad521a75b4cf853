//! The registry, over real HTTP.

use std::time::Duration;

use github_standin::{
    Change, Entry, Fault, Image, Limits, Manifest, Method, PackageType, Role, Server, Token,
    Visibility, World, digest_of, matching, media,
};
use serde_json::json;

use crate::client::{ADMIN, Reply, get, send, serve, try_with_body, with_headers};

const ALL_FOUR: &str = "application/vnd.oci.image.index.v1+json, \
     application/vnd.oci.image.manifest.v1+json, \
     application/vnd.docker.distribution.manifest.list.v2+json, \
     application/vnd.docker.distribution.manifest.v2+json";

/// `octo-org/app`, private, of `octocat`.
fn world() -> World {
    let mut world = World::new();
    world.add_token(ADMIN, Token::classic("octocat"));
    world.add_token("read", Token::classic("octocat").scopes(&["read:packages"]));
    world.add_token("stranger", Token::classic("stranger"));
    world.add_token("ghs_", Token::workflow("octo-org/app"));
    world.add_token("installation", Token::installation(1));
    world.organization("octo-org").owned_by("octocat");
    app(&mut world).linked_to("octo-org/app");
    world
}

fn app(world: &mut World) -> github_standin::PackageSeed<'_> {
    world.organization("octo-org").package(PackageType::Container, "app")
}

fn basic(token: &str) -> String {
    use base64::Engine as _;
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("any:{token}")))
}

fn exchange(server: &Server, token: &str, scope: &str) -> Reply {
    let target = format!("/token?service=ghcr.io&scope=repository:{scope}");
    match token {
        "" => with_headers(server, "GET", &target, &[]),
        token => with_headers(server, "GET", &target, &[("authorization", &basic(token))]),
    }
}

fn bearer(server: &Server, actions: &str) -> String {
    let reply = exchange(server, ADMIN, &format!("octo-org/app:{actions}")).json();
    format!("Bearer {}", reply["token"].as_str().expect("a token"))
}

fn fetch(server: &Server, method: &str, reference: &str) -> Reply {
    let bearer = bearer(server, "pull");
    let headers = [("authorization", &*bearer), ("accept", ALL_FOUR)];
    with_headers(server, method, &format!("/v2/octo-org/app/manifests/{reference}"), &headers)
}

fn put(server: &Server, reference: &str, manifest: &Manifest) -> Reply {
    let bearer = bearer(server, "pull,push");
    let headers = [("authorization", &*bearer), ("content-type", manifest.media_type())];
    let target = format!("/v2/octo-org/app/manifests/{reference}");
    try_with_body(server, "PUT", &target, &headers, manifest.bytes()).expect("an answer")
}

fn code(reply: &Reply) -> (u16, String) {
    (reply.status, reply.json()["errors"][0]["code"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn manifests_come_by_digest_and_tag_as_the_bytes_of_their_digest() {
    let mut world = world();
    let image = Image::labelled("app 1").platforms(&["linux/amd64", "linux/arm64"]).attested();
    let pushed = app(&mut world).push_image(&image.tags(&["1.0.0", "latest"]));
    let docker = Image::labelled("old").docker().platforms(&["linux/amd64"]).tags(&["old"]);
    let docker = app(&mut world).push_image(&docker);
    assert_eq!((pushed.members.len(), docker.members.len()), (4, 1));
    let server = serve(world);
    for pushed in pushed.members.iter().chain([&pushed.root, &docker.root, &docker.members[0]]) {
        let digest = pushed.manifest.digest();
        let reply = fetch(&server, "GET", digest);
        assert_eq!(digest_of(&reply.body), digest);
        assert_eq!(reply.header("docker-content-digest"), Some(digest));
        assert_eq!(reply.header("content-type"), Some(pushed.manifest.media_type()));
    }
    let by_tag = fetch(&server, "GET", "latest");
    assert_eq!(by_tag.header("docker-content-digest"), Some(pushed.root.manifest.digest()));
    let head = fetch(&server, "HEAD", "latest");
    assert_eq!((head.status, head.body.len()), (200, 0));
    let downloads = |id| server.world().version(id).expect("a version").1.downloads;
    assert_eq!(downloads(pushed.root.id), 2, "each GET is a download, a HEAD is none");
    assert_eq!(code(&fetch(&server, "GET", "none")), (404, "MANIFEST_UNKNOWN".to_owned()));
}

#[test]
fn an_accept_header_that_lacks_the_type_makes_the_manifest_look_missing() {
    let mut world = world();
    app(&mut world).push_image(&Image::labelled("a").platforms(&["linux/amd64"]).tags(&["index"]));
    app(&mut world).push_image(&Image::labelled("b").tags(&["image"]));
    let unknown = Manifest::of_json("application/vnd.example.thing.v1+json", &json!({ "a": 1 }));
    app(&mut world).push_manifest(&unknown).tags(&["thing"]);
    let server = serve(world);
    let bearer = bearer(&server, "pull");
    let fetch = |tag: &str, accept: &str| {
        let headers = [("authorization", &*bearer), ("accept", accept)];
        with_headers(&server, "GET", &format!("/v2/octo-org/app/manifests/{tag}"), &headers)
    };
    for accept in ["*/*", media::OCI_IMAGE, "application/json"] {
        let trapped = fetch("index", accept);
        assert_eq!(code(&trapped), (404, "MANIFEST_UNKNOWN".to_owned()), "{accept}");
        let text = "OCI index found, but Accept header does not support OCI indexes";
        assert_eq!(trapped.json()["errors"][0]["message"], text);
    }
    assert_eq!(fetch("image", media::OCI_INDEX).status, 404);
    assert_eq!(fetch("image", &format!("a/b, {};q=0.5", media::OCI_IMAGE)).status, 200);
    assert_eq!(fetch("thing", "*/*").status, 200);
}

#[test]
fn a_token_is_exchanged_for_the_rights_that_it_has() {
    let server = serve(world());
    for (token, scope, status) in [
        (ADMIN, "octo-org/app:pull,push", 200),
        ("read", "octo-org/app:pull", 200),
        ("read", "octo-org/app:push", 403),
        ("ghs_", "octo-org/app:pull", 200),
        ("stranger", "octo-org/app:pull", 403),
        ("installation", "octo-org/app:pull", 403),
        ("nonsense", "octo-org/app:pull", 403),
        ("", "octo-org/app:pull", 401),
    ] {
        let reply = exchange(&server, token, scope);
        assert_eq!(reply.status, status, "{token} {scope}");
        if status == 200 {
            assert_eq!(reply.json()["expires_in"], 300);
        }
    }
    app(&mut server.world()).visibility(Visibility::Public);
    assert_eq!(exchange(&server, "", "octo-org/app:pull").status, 200, "anybody pulls public ones");
}

#[test]
fn credentials_that_were_not_exchanged_are_answered_as_they_are_at_ghcr() {
    use base64::Engine as _;
    let mut world = world();
    app(&mut world).push_image(&Image::labelled("a").tags(&["a"]));
    let server = serve(world);
    let target = "/v2/octo-org/app/manifests/a";
    let ask = |authorization: &str| {
        let headers = [("authorization", authorization), ("accept", ALL_FOUR)];
        with_headers(&server, "GET", target, &headers)
    };
    let challenged = with_headers(&server, "GET", target, &[]);
    assert_eq!(code(&challenged), (401, "UNAUTHORIZED".to_owned()));
    let expected = format!(
        "Bearer realm=\"{}/token\",service=\"ghcr.io\",scope=\"repository:octo-org/app:pull\"",
        server.url()
    );
    assert_eq!(challenged.header("www-authenticate"), Some(&*expected));
    assert_eq!(code(&ask(&format!("Bearer {ADMIN}"))), (403, "DENIED".to_owned()));
    assert_eq!(code(&ask(&basic(ADMIN))), (403, "DENIED".to_owned()));
    let encoded = base64::engine::general_purpose::STANDARD.encode(ADMIN);
    assert_eq!(ask(&format!("Bearer {encoded}")).status, 200, "undocumented, and it works");
    assert_eq!(ask("Bearer nonsense").status, 401);

    let bearer = bearer(&server, "pull");
    assert_eq!(ask(&bearer).status, 200);
    server.world().clock().advance(Duration::from_mins(5));
    assert_eq!(ask(&bearer).status, 401, "it is over");
}

#[test]
fn owners_must_be_lower_case_and_unknown_names_are_told_apart() {
    let server = serve(world());
    let bearer = bearer(&server, "pull");
    let ask = |path: &str| with_headers(&server, "GET", path, &[("authorization", &bearer)]);
    assert_eq!(code(&ask("/v2/Octo-Org/app/manifests/a")), (400, "NAME_INVALID".to_owned()));
    assert_eq!(code(&ask("/v2/octo-org/other/manifests/a")), (403, "DENIED".to_owned()));
    assert_eq!(ask("/v2/").status, 200);
    assert_eq!(
        code(&ask("/v2/octo-org/app/referrers/sha256:a")),
        (404, "MANIFEST_UNKNOWN".to_owned())
    );
}

#[test]
fn deleting_a_version_makes_its_manifest_unknown_until_it_is_restored() {
    let mut world = world();
    app(&mut world).push_image(&Image::labelled("a").tags(&["a"]));
    let pushed = app(&mut world).push_image(&Image::labelled("b").tags(&["b"]));
    let server = serve(world);
    let version = format!("/orgs/octo-org/packages/container/app/versions/{}", pushed.root.id);
    assert_eq!(get(&server, &version).json()["name"], pushed.root.manifest.digest());
    assert_eq!(send(&server, "DELETE", &version, ADMIN).status, 204);
    for reference in ["b", pushed.root.manifest.digest()] {
        assert_eq!(code(&fetch(&server, "GET", reference)), (404, "MANIFEST_UNKNOWN".to_owned()));
    }
    assert_eq!(send(&server, "POST", &format!("{version}/restore"), ADMIN).status, 204);
    assert_eq!(fetch(&server, "GET", "b").status, 200);
}

#[test]
fn a_pushed_manifest_becomes_a_version_or_moves_a_tag_to_one() {
    let mut world = world();
    let old = app(&mut world).push_image(&Image::labelled("old").tags(&["latest", "1"]));
    let new = app(&mut world).push_image(&Image::labelled("new"));
    let server = serve(world);
    let moved = put(&server, "latest", &new.root.manifest);
    assert_eq!(moved.status, 201);
    assert_eq!(moved.header("docker-content-digest"), Some(new.root.manifest.digest()));
    let versions = "/orgs/octo-org/packages/container/app/versions";
    let rows = get(&server, versions).json();
    assert_eq!(rows[0]["metadata"]["container"]["tags"], json!(["latest"]));
    assert_eq!(rows[1]["metadata"]["container"]["tags"], json!(["1"]));

    // Another manifest of the same parts, by its digest.
    let mut other = String::from_utf8(old.root.manifest.bytes().to_vec()).expect("text");
    other.push('\n');
    let other = Manifest::of_bytes(media::OCI_IMAGE, other);
    assert_eq!(put(&server, other.digest(), &other).status, 201);
    let ids = get(&server, versions).ids();
    assert_eq!((ids.len(), ids[2]), (3, old.root.id));
    let changes: Vec<Change> = server.mutations().into_iter().map(|it| it.change).collect();
    let put = Change::TagPut { tag: "latest".to_owned(), from: Some(old.root.id) };
    assert_eq!(changes, [Change::VersionPushedAgain, put, Change::VersionPushed]);
}

#[test]
fn a_manifest_is_refused_when_its_parts_name_or_bytes_are_wrong() {
    let mut world = world();
    let pushed = app(&mut world).push_image(&Image::labelled("a").platforms(&["linux/amd64"]));
    let server = serve(world);
    let unknown = "MANIFEST_BLOB_UNKNOWN".to_owned();
    assert_eq!(code(&put(&server, "new", &Manifest::image("never"))), (400, unknown.clone()));
    let incomplete = Manifest::index(&[Manifest::image("never").entry()]);
    assert_eq!(code(&put(&server, "new", &incomplete)), (400, unknown));
    let root = &pushed.root.manifest;
    let wrong = put(&server, &digest_of(b"other"), root);
    assert_eq!(code(&wrong), (400, "DIGEST_INVALID".to_owned()));
    assert_eq!(code(&put(&server, "-x", root)), (400, "TAG_INVALID".to_owned()));
    let no_json = Manifest::of_bytes(media::OCI_IMAGE, "{");
    assert_eq!(code(&put(&server, "x", &no_json)), (400, "MANIFEST_INVALID".to_owned()));
    assert_eq!(server.mutations().len(), 0);

    let bearer = bearer(&server, "pull,push");
    let headers = [("authorization", &*bearer)];
    let begun = with_headers(&server, "POST", "/v2/octo-org/app/blobs/uploads/", &headers);
    let digest = digest_of(b"{}");
    let target = format!("{}?digest={digest}", begun.header("location").expect("a location"));
    let ended = try_with_body(&server, "PUT", &target, &headers, b"{}").expect("an answer");
    assert_eq!((begun.status, ended.status), (202, 201));
    let empty = json!({ "schemaVersion": 2, "mediaType": media::OCI_IMAGE, "layers": [],
        "config": { "mediaType": media::OCI_EMPTY, "digest": digest, "size": 2 } });
    assert_eq!(put(&server, "empty", &Manifest::of_json(media::OCI_IMAGE, &empty)).status, 201);
}

#[test]
fn the_registry_deletes_nothing_and_takes_nothing_from_readers() {
    let mut world = world();
    app(&mut world)
        .grant_user("stranger", Role::Read)
        .push_image(&Image::labelled("a").tags(&["a"]));
    let server = serve(world);
    let bearer = bearer(&server, "pull,push");
    let target = "/v2/octo-org/app/manifests/a";
    let refused = with_headers(&server, "DELETE", target, &[("authorization", &bearer)]);
    assert_eq!(code(&refused), (405, "UNSUPPORTED".to_owned()));
    assert_eq!(refused.json()["errors"][0]["message"], "The operation is unsupported.");
    let reader = exchange(&server, "stranger", "octo-org/app:pull,push").json();
    let reader = format!("Bearer {}", reader["token"].as_str().expect("a token"));
    let refused = with_headers(&server, "PUT", target, &[("authorization", &reader)]);
    assert_eq!(code(&refused), (403, "DENIED".to_owned()));
}

#[test]
fn tags_come_page_by_page_in_their_order() {
    let mut world = world();
    app(&mut world).push_image(&Image::labelled("a").tags(&["c", "a", "e"]));
    app(&mut world).push_image(&Image::labelled("b").tags(&["d", "b"]));
    let server = serve(world);
    let bearer = bearer(&server, "pull");
    let mut target = "/v2/octo-org/app/tags/list?n=2".to_owned();
    let mut pages = Vec::new();
    loop {
        let page = with_headers(&server, "GET", &target, &[("authorization", &bearer)]);
        pages.push(page.json()["tags"].clone());
        let Some(link) = page.header("link") else { break };
        target = link.split(['<', '>']).nth(1).expect("a URL").to_owned();
    }
    assert_eq!(json!(pages), json!([["a", "b"], ["c", "d"], ["e"]]));
}

#[test]
fn too_many_requests_are_refused_with_a_hint_in_the_text_alone() {
    let server = serve(world());
    server.set_limits(Limits { registry_per_minute: Some(60), ..Limits::default() });
    let clock = server.world().clock();
    let ask = || with_headers(&server, "GET", "/v2/", &[]);
    assert_eq!(ask().status, 401);
    let refused = ask();
    assert_eq!(code(&refused), (429, "TOOMANYREQUESTS".to_owned()));
    let text = refused.json()["errors"][0]["message"].as_str().expect("a text").to_owned();
    assert!(
        text.starts_with("retry-after: ") && text.ends_with("ms, allowed: 60/minute"),
        "{text}"
    );
    assert_eq!(refused.header("retry-after"), None);
    clock.advance(Duration::from_secs(1));
    assert_eq!(ask().status, 401);
}

#[test]
fn manifests_of_every_kind_can_be_pushed() {
    let subject = Manifest::image("subject");
    let nested = Manifest::index(&[subject.platform("linux/amd64")]);
    let entries: [Entry; 1] = [nested.entry()];
    for (manifest, members, speaks) in [
        (Manifest::index(&entries), 1, false),
        (Manifest::docker_list(&[Manifest::docker_image("x").platform("linux/arm/v7")]), 1, false),
        (Manifest::docker_schema_1("x"), 0, false),
        (Manifest::oci_artifact(&subject, "x"), 0, true),
        (Manifest::referrer(&subject, "x"), 0, true),
        (Manifest::buildkit_cache("x", 2), 0, false),
        (Manifest::cosign("x"), 0, false),
        (Manifest::of_json("application/vnd.example+json", &json!({})), 0, false),
    ] {
        let kind = manifest.media_type();
        assert_eq!(digest_of(manifest.bytes()), manifest.digest(), "{kind}");
        assert_eq!(manifest.members().len(), members, "{kind}");
        assert_eq!(manifest.subject().is_some(), speaks, "{kind}");
    }
}

#[test]
fn each_new_referrer_leaves_the_last_fallback_index_behind_untagged() {
    let mut world = world();
    let image = app(&mut world).push_image(&Image::labelled("a").tags(&["a"]));
    let subject = &image.root.manifest;
    let (first, old_index) = app(&mut world).push_referrer(subject, "one");
    let (second, index) = app(&mut world).push_referrer(subject, "two");
    let tag = subject.digest().replace(':', "-");
    assert_eq!(world.tagged("octo-org", "app", &tag).expect("the index").id, index.id);
    assert_eq!(world.version(old_index.id).expect("still there").1.tags, [""; 0]);
    let digests = [first.manifest.digest(), second.manifest.digest()];
    assert_eq!(index.manifest.members(), digests);
}

#[test]
fn faults_reach_the_registry_too() {
    let mut world = world();
    let pushed = app(&mut world).push_image(&Image::labelled("a").tags(&["a"]));
    let digest = pushed.root.manifest.digest().to_owned();
    let server = serve(world);
    let reply = |fault: Fault| {
        server.fail_next(matching(Method::GET, "/manifests/"), fault, 1);
        fetch(&server, "GET", &digest)
    };
    assert_eq!(code(&reply(Fault::AlreadyGone)), (404, "MANIFEST_UNKNOWN".to_owned()));
    let limited = reply(Fault::TooManyRequests { hint: "23.722µs".to_owned() });
    assert_eq!(code(&limited), (429, "TOOMANYREQUESTS".to_owned()));
    let text = "retry-after: 23.722µs, allowed: 44000/minute";
    assert_eq!(limited.json()["errors"][0]["message"], text);
    let wrong = reply(Fault::WrongBytes);
    assert_eq!((wrong.status, wrong.header("docker-content-digest")), (200, Some(&*digest)));
    assert_ne!(digest_of(&wrong.body), digest);
    assert_eq!(reply(Fault::Oversized { bytes: 5 << 20 }).body.len(), 5 << 20);
    assert_eq!(reply(Fault::ServerError).status, 500);
    assert_eq!(fetch(&server, "GET", &digest).status, 200);
}
