//! Hazards of acting, by their numbers.

use github_standin::{
    Method, PackageType, Role, Token, Visibility, World, days_ago, hours_ago, matching,
};

use crate::support::{
    CLASSIC, ORGANIZATION, Outcome, Scene, USER, WORKFLOW, active, releases, tagged, versions,
    world,
};

const DOCKER: [(&str, &str); 2] = [("package-type", "docker"), ("packages", "app")];

const NPM: [(&str, &str); 2] = [("package-type", "npm"), ("packages", "app")];

const EVERYTHING: [(&str, &str); 3] =
    [("tags", "*"), ("keep-tags", "none"), ("min-remaining", "0")];

fn run(scene: &Scene, parts: &[&[(&str, &str)]]) -> Outcome {
    scene.run(&parts.concat())
}

fn exists(scene: &Scene, kind: PackageType) -> bool {
    scene.server.world().package(ORGANIZATION, kind, "app").is_some()
}

/// Fails where a package was asked to go as a whole.
#[track_caller]
fn assert_no_whole_package(ran: &Outcome) {
    let whole = ran.changes().into_iter().find(|line| !line.contains("/versions/"));
    assert_eq!(whole, None);
}

#[test]
fn h09_a_package_never_goes_by_inference() {
    let scene = Scene::new(tagged(&["a", "b", "c"]));
    let ran = run(&scene, &[&DOCKER, &EVERYTHING]);
    ran.assert_status(0).assert_true_record();
    assert_no_whole_package(&ran);
    assert_eq!(scene.labels(PackageType::Docker, "app"), ["c"]);

    let scene = Scene::new(releases(4));
    let ran = run(&scene, &[&NPM, &[("version-names", "*"), ("min-remaining", "0")]]);
    ran.assert_status(0).assert_true_record();
    assert_no_whole_package(&ran);
    assert_eq!(scene.labels(PackageType::Npm, "app"), ["1.0.3"]);
}

#[test]
fn h09_the_only_version_of_a_package_stays() {
    for with in [&[("version-names", "*"), ("min-remaining", "0")][..], &[("older-than", "1d")]] {
        let scene = Scene::new(releases(1));
        let ran = run(&scene, &[&NPM, with]);
        ran.assert_status(0);
        assert_eq!(ran.changes(), [""; 0]);
    }
}

#[test]
fn h09_delete_package_takes_it_only_when_everything_is_in_the_plan() {
    let delete_package = [("last-version", "delete-package")];
    let scene = Scene::new(tagged(&["a", "b", "c"]));
    let ran = run(&scene, &[&DOCKER, &EVERYTHING, &delete_package]);
    ran.assert_status(0).assert_true_record();
    assert_eq!(ran.changes(), ["DELETE /orgs/octo-org/packages/docker/app"]);
    assert!(!exists(&scene, PackageType::Docker));

    // One that no rule takes: untagged, beside `tags`.
    let mut world = tagged(&["a", "b"]);
    versions(&mut world, PackageType::Docker, "app", &[("sha256:untagged", 1, &[])]);
    let scene = Scene::new(world);
    let ran = run(&scene, &[&DOCKER, &EVERYTHING, &delete_package]);
    ran.assert_status(0).assert_true_record();
    assert_no_whole_package(&ran);
    assert_eq!(scene.labels(PackageType::Docker, "app"), ["b", "sha256:untagged"]);
}

#[test]
fn h09_delete_package_needs_a_min_remaining_of_nothing() {
    let scene = Scene::new(tagged(&["a"]));
    let ran = run(&scene, &[&DOCKER, &[("tags", "*"), ("last-version", "delete-package")]]);
    ran.assert_status(2).assert_says("min-remaining");
    assert_eq!(ran.requests.len(), 0);
}

#[test]
fn h09_a_listing_that_breaks_off_takes_neither_package_nor_version() {
    let scene = Scene::new(tagged(&["a"; 150].map(|_| "a")));
    let breaks = matching(Method::GET, "page=2");
    scene.server.fail_next(breaks, github_standin::Fault::EmptyPage, 100);
    let with = [("last-version", "delete-package")];
    let ran = run(&scene, &[&DOCKER, &EVERYTHING, &with, &[("tag-status", "any")]]);
    assert_eq!(ran.changes(), [""; 0]);
    assert_eq!(ran.output("complete"), "false");
}

#[test]
fn h25_the_last_tagged_version_is_foreseen_and_stays() {
    let scene = Scene::new(tagged(&["a", "b", "c"]));
    let ran = run(&scene, &[&DOCKER, &EVERYTHING, &[("last-version", "keep")]]);
    ran.assert_status(0).assert_true_record();
    let refused = ran.requests.iter().filter(|request| request.status == Some(400)).count();
    assert_eq!(refused, 0, "GitHub never had to say it");
    assert_eq!(ran.deeds.len(), 2);
    assert_eq!(ran.ids("held").len(), 1);
}

#[test]
fn h25_fail_refuses_before_any_change() {
    let mut world = tagged(&["a", "b"]);
    versions(&mut world, PackageType::Docker, "other", &[("x", 9, &["a"]), ("y", 8, &["1"])]);
    let scene = Scene::new(world);
    let packages = [("package-type", "docker"), ("packages", "app\nother")];
    let ran = run(&scene, &[&packages, &EVERYTHING, &[("last-version", "fail")]]);
    ran.assert_status(1);
    assert_eq!(ran.changes(), [""; 0], "nothing, in no package");
    assert!(ran.record().sent().is_empty());
}

#[test]
fn h25_a_refusal_that_nobody_could_foresee_stops_nothing_else() {
    let mut world = tagged(&["a", "b", "c", "d"]);
    let id = |world: &World, tag: &str| {
        let package = world.package(ORGANIZATION, PackageType::Docker, "app").expect("seeded");
        package.versions.tagged(tag).expect("seeded").id
    };
    let popular = id(&world, "b");
    let mut package = world.organization(ORGANIZATION).package(PackageType::Docker, "app");
    package = package.visibility(Visibility::Public);
    let name = package.existing(&github_standin::digest_of(b"4 b")).downloads(5_001).id();
    assert_eq!(name, popular, "the digest is as `tagged` makes it");
    let scene = Scene::new(world);
    let ran = run(&scene, &[&DOCKER, &[("tags", "[abc]")]]);
    ran.assert_status(0);
    let record = ran.assert_true_record();
    assert_eq!((record.count("done"), record.count("held")), (2, 1));
    assert_eq!(record.outcome_of(popular), "held");
    assert_eq!(scene.labels(PackageType::Docker, "app"), ["b", "d"]);
}

#[test]
fn h25_the_last_tag_that_others_leave_meanwhile_is_held_and_the_rest_goes() {
    let scene = Scene::new(tagged(&["a", "b", "c", "keep"]));
    let keep = scene.id(PackageType::Docker, "app", "keep");
    // Somebody deletes what was to stay, right before our last change.
    let last = matching(Method::DELETE, "/versions/").nth(3);
    scene.server.on_request(last, move |world| {
        world.delete_version(keep);
    });
    let ran = run(&scene, &[&DOCKER, &[("tags", "[abc]")]]);
    // What vanished is told, and fails the run; what GitHub refused is held.
    ran.assert_status(1);
    let record = ran.assert_true_record();
    assert_eq!((record.count("done"), record.count("held")), (2, 1));
    assert_eq!(record.differences(), [("missing".to_owned(), keep)]);
    assert_eq!(scene.labels(PackageType::Docker, "app").len(), 1);
}

#[test]
fn h22_a_run_does_what_its_dry_run_said() {
    for kind in ["npm", "docker", "container"] {
        let mut world = github_standin::seed::demo();
        world.add_token(CLASSIC, Token::classic(USER));
        world.organization(ORGANIZATION).owned_by(USER);
        let scene = Scene::new(world);
        let name = if kind == "npm" { "shop-client" } else { "shop" };
        let type_of = if kind == "docker" { "container" } else { kind };
        let select: &[(&str, &str)] = match kind {
            "npm" => &[("prereleases", "only"), ("older-than", "10d")],
            "docker" => &[("tag-status", "untagged")],
            _ => &[("tags", "pr-*"), ("older-than", "30d"), ("keep-latest", "2")],
        };
        let with = [&[("package-type", type_of), ("packages", name)], select].concat();
        let planned = scene.run(&[&with[..], &[("dry-run", "true")]].concat());
        planned.assert_status(0);
        assert_eq!(planned.deeds, []);
        let mut foretold = planned.ids("planned");
        let ran = scene.run(&with);
        ran.assert_status(0).assert_true_record();
        let mut done: Vec<u64> = ran.deeds.iter().filter_map(|deed| deed.id).collect();
        assert!(!done.is_empty(), "{kind}");
        foretold.sort_unstable();
        done.sort_unstable();
        assert_eq!(done, foretold, "{kind}");
        assert_eq!(planned.ids("held"), ran.ids("held"), "{kind}");
    }
}

#[test]
fn h22_a_token_that_cannot_delete_is_told_by_both_and_nothing_is_sent() {
    let mut world = releases(3);
    world.add_token("ghp_reader", Token::classic(USER).scopes(&["read:packages"]));
    let scene = Scene::with_token(world, "ghp_reader");
    for dry_run in ["true", "false"] {
        let ran = run(&scene, &[&NPM, &[("version-names", "1.0.0"), ("dry-run", dry_run)]]);
        ran.assert_status(1).assert_says("delete:packages");
        assert_eq!(ran.changes(), [""; 0]);
    }
}

#[test]
fn h45_a_push_between_the_plan_and_the_delete_saves_the_package() {
    let scene = Scene::new(tagged(&["a", "b"]));
    // The listing that decides afresh; the two before it made the plan.
    scene.server.on_request(matching(Method::GET, "/versions?").nth(3), |world| {
        versions(world, PackageType::Docker, "app", &[("sha256:new", 0, &["new"])]);
    });
    let ran = run(&scene, &[&DOCKER, &EVERYTHING, &[("last-version", "delete-package")]]);
    ran.assert_status(0);
    let record = ran.assert_true_record();
    assert_eq!(record.count("held"), 1);
    assert_eq!(ran.changes(), [""; 0]);
    assert_eq!(scene.labels(PackageType::Docker, "app"), ["a", "b", "new"]);
}

/// What somebody else does to a version.
type Touch = fn(&mut World, u64);

#[test]
fn h45_what_changed_between_the_plan_and_the_delete_saves_the_package() {
    let changes: [(&str, Touch); 3] = [
        ("a tag was put on", |world, id| world.put_tag(id, "also")),
        ("a tag was taken off", |world, id| world.take_tag(id, "a")),
        ("one was deleted", |world, id| {
            world.delete_version(id);
        }),
    ];
    for (what, change) in changes {
        let scene = Scene::new(tagged(&["a", "b"]));
        let id = scene.id(PackageType::Docker, "app", "a");
        let fresh = matching(Method::GET, "/versions?").nth(3);
        scene.server.on_request(fresh, move |world| change(world, id));
        let ran = run(&scene, &[&DOCKER, &EVERYTHING, &[("last-version", "delete-package")]]);
        ran.assert_status(0).assert_true_record();
        assert_eq!(ran.changes(), [""; 0], "{what}");
        assert!(exists(&scene, PackageType::Docker), "{what}");
    }
}

/// A package whose workflow reads it and has no admin role: each delete is answered by 404.
fn without_role(count: u32) -> World {
    let mut world = world();
    for patch in 0..count {
        let package = world.organization(ORGANIZATION).package(PackageType::Npm, "app");
        package.version(&format!("1.0.{patch}")).created(days_ago(90));
    }
    let package = world.organization(ORGANIZATION).package(PackageType::Npm, "app");
    package.grant_repository("octo-org/app", Role::Write);
    world
}

#[test]
fn h46_without_the_admin_role_three_are_tried_and_the_package_ends() {
    let scene = Scene::with_token(without_role(500), WORKFLOW);
    let ran = run(&scene, &[&NPM, &[("version-names", "1.*")]]);
    ran.assert_status(1).assert_says("the role Admin");
    let record = ran.assert_true_record();
    assert_eq!(ran.changes().len(), 3, "and not thousands");
    assert_eq!(record.count("refused"), 3);
    assert_eq!(record.count("package-ended"), 500 - 1 - 3, "all but the one that stays");
    assert_eq!(active(&scene.server, PackageType::Npm, "app").len(), 500);
    // Each was settled by one look before the next was sent.
    let looks =
        ran.requests.iter().filter(|one| one.method == "GET" && one.path.contains("/versions/"));
    assert_eq!(looks.count(), 3);
}

#[test]
fn h46_a_package_that_ends_does_not_end_the_others() {
    let mut world = without_role(9);
    versions(&mut world, PackageType::Npm, "lib", &[("1.0.0", 9, &[]), ("1.0.1", 8, &[])]);
    let scene = Scene::with_token(world, WORKFLOW);
    let packages = [("package-type", "npm"), ("packages", "app\nlib")];
    let ran = run(&scene, &[&packages, &[("version-names", "1.*")]]);
    ran.assert_status(1).assert_true_record();
    assert_eq!(scene.labels(PackageType::Npm, "lib"), ["1.0.1"]);
    assert_eq!(ran.changes().len(), 4);
}

#[test]
fn h46_what_is_already_gone_is_no_refusal() {
    let scene = Scene::new(releases(30));
    let ids: Vec<u64> =
        active(&scene.server, PackageType::Npm, "app").iter().map(|row| row.id).collect();
    let gone = ids[..20].to_vec();
    let first = matching(Method::DELETE, "/versions/");
    let by_others = gone.clone();
    scene.server.on_request(first, move |world| {
        for id in by_others {
            world.delete_version(id);
        }
    });
    let ran = run(&scene, &[&NPM, &[("version-names", "1.*")]]);
    ran.assert_status(0);
    let record = ran.assert_true_record();
    assert_eq!((record.count("already-so"), record.count("done")), (20, 9));
}

#[test]
fn h46_a_token_that_is_revoked_meanwhile_ends_the_package() {
    let scene = Scene::new(releases(50));
    scene.server.on_request(matching(Method::DELETE, "/versions/").nth(5), |world| {
        world.add_token(CLASSIC, Token::classic("stranger"));
        let package = world.organization(ORGANIZATION).package(PackageType::Npm, "app");
        package.grant_user("stranger", Role::Read);
    });
    let ran = run(&scene, &[&NPM, &[("version-names", "1.*")]]);
    ran.assert_status(1);
    let record = ran.assert_true_record();
    let done = record.count("done");
    assert!((5..=15).contains(&done), "{done}: some were under way before it was revoked");
    // Ten may be under way when it is noticed; after that each goes alone.
    assert!(ran.changes().len() <= done + 10 + 9, "{}", ran.changes().len());
    assert_eq!(record.count("done") + record.count("refused") + record.count("package-ended"), 49);
}

#[test]
fn what_was_pushed_within_the_grace_stays_however_it_is_selected() {
    let mut world = tagged(&["a", "b"]);
    versions(&mut world, PackageType::Docker, "app", &[("sha256:old", 9, &[])]);
    let package = world.organization(ORGANIZATION).package(PackageType::Docker, "app");
    package.version("sha256:young").created(hours_ago(5));
    let scene = Scene::new(world);
    let ran = run(&scene, &[&DOCKER, &[("tag-status", "untagged")]]);
    ran.assert_status(0).assert_true_record();
    assert_eq!(scene.labels(PackageType::Docker, "app"), ["a", "b", "sha256:young"]);
}
