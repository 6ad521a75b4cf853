//! The watch sees what a change by a request breaks, and nothing else.

use github_standin::{
    Broken, Cosign, Image, Manifest, Method, PackageSeed, PackageType, Server, Token, Violation,
    Watch, World, matching,
};

use crate::client::{ADMIN, send, serve};

fn world() -> World {
    let mut world = World::new();
    world.watch = Watch::On;
    world.add_token(ADMIN, Token::classic("octocat"));
    // Something tagged that stays, so that the last tagged version is never concerned.
    app(&mut world).push_image(&Image::labelled("other").tags(&["other"]));
    world
}

fn app(world: &mut World) -> PackageSeed<'_> {
    world.user("octocat").package(PackageType::Container, "app")
}

fn delete(server: &Server, id: u64) {
    let path = format!("/user/packages/container/app/versions/{id}");
    assert_eq!(send(server, "DELETE", &path, ADMIN).status, 204);
}

fn restore(server: &Server, id: u64) {
    let path = format!("/user/packages/container/app/versions/{id}/restore");
    assert_eq!(send(server, "POST", &path, ADMIN).status, 204);
}

fn broken(server: &Server) -> Vec<Broken> {
    server.violations().into_iter().map(|violation| violation.broken).collect()
}

#[test]
fn a_member_may_go_after_its_root_and_not_before() {
    let mut world = world();
    let image = Image::labelled("a").platforms(&["linux/amd64"]).tags(&["a"]);
    let image = app(&mut world).push_image(&image);
    let [root, member] = image.ids()[..] else { panic!("two versions") };
    let server = serve(world);
    delete(&server, root);
    delete(&server, member);
    assert_eq!(server.violations(), []);
    restore(&server, root);
    let missing = Broken::MissingMember {
        root,
        tags: vec!["a".to_owned()],
        member: image.members[0].manifest.digest().to_owned(),
    };
    assert_eq!(
        broken(&server),
        std::slice::from_ref(&missing),
        "the root came back before its member"
    );
    assert_eq!(server.world().incomplete_tags().len(), 1);
    restore(&server, member);
    assert_eq!(server.world().incomplete_tags(), []);
    delete(&server, member);
    assert_eq!(broken(&server), [missing.clone(), missing]);
}

#[test]
fn members_are_needed_through_every_index_and_at_any_depth() {
    let mut world = world();
    let mut app = app(&mut world);
    let leaf = app.push_manifest(&Manifest::image("leaf")).pushed();
    let nested =
        app.push_manifest(&Manifest::index(&[leaf.manifest.platform("linux/amd64")])).pushed();
    let root =
        app.push_manifest(&Manifest::index(&[nested.manifest.entry()])).tags(&["a"]).pushed();
    let untagged =
        app.push_manifest(&Manifest::index(&[leaf.manifest.platform("linux/arm64")])).pushed();
    let server = serve(world);
    delete(&server, leaf.id);
    let member = leaf.manifest.digest().to_owned();
    let through_tag =
        Broken::MissingMember { root: root.id, tags: vec!["a".to_owned()], member: member.clone() };
    assert_eq!(broken(&server), [through_tag]);
    restore(&server, leaf.id);
    delete(&server, root.id);
    delete(&server, nested.id);
    delete(&server, leaf.id);
    let through_none = Broken::MissingMember { root: untagged.id, tags: Vec::new(), member };
    assert_eq!(broken(&server)[1..], [through_none]);
}

#[test]
fn referrers_go_after_their_subject() {
    let mut world = world();
    let image = app(&mut world).push_image(&Image::labelled("a").tags(&["a"]));
    let subject = &image.root.manifest;
    let (referrer, index) = app(&mut world).push_referrer(subject, "x");
    let cosign = app(&mut world).push_cosign(subject, Cosign::Signature, "y");
    let server = serve(world);
    let all = [index.id, referrer.id, cosign.id];
    for id in all {
        delete(&server, id);
    }
    let lost = |referrer| Broken::LostReferrer { root: image.root.id, referrer };
    assert_eq!(broken(&server), all.map(lost));
    for id in all {
        restore(&server, id);
    }
    delete(&server, image.root.id);
    for id in all {
        delete(&server, id);
    }
    // Restored before its referrer, the fallback index missed it for a moment.
    assert_eq!(broken(&server).len(), 4);
}

#[test]
fn what_others_do_is_no_violation_and_is_named_beside_one() {
    let mut world = world();
    let member = app(&mut world).push_manifest(&Manifest::image("member")).pushed();
    let server = serve(world);
    let manifest = member.manifest.clone();
    server.on_request(matching(Method::DELETE, "/versions/"), move |world| {
        let index = Manifest::index(&[manifest.platform("linux/amd64")]);
        app(world).push_manifest(&index).tags(&["new"]);
    });
    delete(&server, member.id);
    let [violation] = &server.violations()[..] else { panic!("one violation") };
    let Violation { mutation: 3, request: 1, others_last_change: Some(2), .. } = violation else {
        panic!("{violation:?}")
    };
    server.world().delete_version(member.id + 1);
    assert_eq!(server.violations().len(), 1);
}
