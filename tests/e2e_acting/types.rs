//! Deleting and restoring for each type of package and each kind of owner.

use github_standin::{Image, PackageType, Pushed, Server, Version, World, days_ago};

use crate::support::{CLASSIC, Deed, Outcome, Scene, USER, WORKFLOW, labels, world};

/// Whose packages, and with which inputs and token that is said.
#[derive(Clone, Copy, Debug)]
struct Whose {
    login: &'static str,
    with: [(&'static str, &'static str); 2],
    token: &'static str,
    /// What paths of this family begin with.
    family: &'static str,
}

const WHOSE: [Whose; 5] = [
    Whose {
        login: "octo-org",
        with: [("owner", "Octo-Org"), ("owner-type", "organization")],
        token: CLASSIC,
        family: "/orgs/Octo-Org/packages/",
    },
    Whose {
        login: "octo-org",
        with: [("owner", "octo-org"), ("owner-type", "auto")],
        token: WORKFLOW,
        family: "/orgs/octo-org/packages/",
    },
    Whose {
        login: USER,
        with: [("owner", USER), ("owner-type", "user")],
        token: CLASSIC,
        family: "/users/octocat/packages/",
    },
    Whose {
        login: USER,
        with: [("owner", "OctoCat"), ("owner-type", "auto")],
        token: CLASSIC,
        family: "/users/OctoCat/packages/",
    },
    Whose {
        login: USER,
        with: [("owner", USER), ("owner-type", "self")],
        token: CLASSIC,
        family: "/user/packages/",
    },
];

/// A package of each type: its name, versions with tags, what selects the first two, and which those are.
struct Kind {
    package_type: PackageType,
    name: &'static str,
    rows: [(&'static str, &'static [&'static str]); 4],
    select: (&'static str, &'static str),
}

const KINDS: [Kind; 5] = [
    Kind {
        package_type: PackageType::Npm,
        name: "hello-world",
        rows: [("1.0.0", &[]), ("1.1.0", &[]), ("2.0.0", &[]), ("2.1.0", &[])],
        select: ("semver", "<2.0.0"),
    },
    Kind {
        package_type: PackageType::Maven,
        name: "com.octo.hello.world",
        rows: [("1.0-SNAPSHOT", &[]), ("1.1-SNAPSHOT", &[]), ("1.0.Final", &[]), ("1.1", &[])],
        select: ("version-names", "*-SNAPSHOT"),
    },
    Kind {
        package_type: PackageType::Nuget,
        name: "Octo.Hello",
        rows: [("1.0.0.401", &[]), ("1.0.0.402", &[]), ("2.0.0.1", &[]), ("2.0.0.2", &[])],
        select: ("version-names", "1.*"),
    },
    Kind {
        package_type: PackageType::Rubygems,
        name: "hello",
        rows: [("1.0.0.pre1", &[]), ("1.0.0.pre2", &[]), ("1.0.0", &[]), ("1.1.0", &[])],
        select: ("version-names", "*.pre?"),
    },
    Kind {
        package_type: PackageType::Docker,
        name: "app/image",
        rows: [
            ("sha256:1", &["pr-1"]),
            ("sha256:2", &["pr-2", "pr-3"]),
            ("sha256:3", &["1.0.0"]),
            ("sha256:4", &["latest", "1.1.0"]),
        ],
        select: ("tags", "pr-*"),
    },
];

fn owner<'w>(world: &'w mut World, whose: &Whose) -> github_standin::OwnerSeed<'w> {
    if whose.login == USER { world.user(USER) } else { world.organization(whose.login) }
}

fn seeded(kind: &Kind, whose: &Whose) -> World {
    let mut world = world();
    for (days, (version, tags)) in (10..40).rev().zip(kind.rows) {
        let package = owner(&mut world, whose).package(kind.package_type, kind.name);
        package.linked_to("octo-org/app").version(version).created(days_ago(days)).tags(tags);
    }
    world
}

fn rows(server: &Server, whose: &Whose, kind: PackageType, name: &str) -> Vec<Version> {
    let world = server.world();
    let package = world.package(whose.login, kind, name).expect("the package");
    package.versions.active().cloned().collect()
}

/// What is there in words that a version in another state would change.
fn state(rows: &[Version]) -> Vec<(u64, String, Vec<String>)> {
    rows.iter().map(|row| (row.id, row.name.clone(), row.tags.clone())).collect()
}

fn encoded(name: &str) -> String {
    name.replace('/', "%2F")
}

#[test]
fn versions_of_every_type_and_owner_go_and_come_back() {
    for whose in &WHOSE {
        for kind in &KINDS {
            go_and_come_back(kind, whose);
        }
    }
}

fn go_and_come_back(kind: &Kind, whose: &Whose) {
    let context = format!("{} of {whose:?}", kind.package_type.as_str());
    let scene = Scene::with_token(seeded(kind, whose), whose.token);
    let before = rows(&scene.server, whose, kind.package_type, kind.name);
    let common = [
        whose.with[0],
        whose.with[1],
        ("package-type", kind.package_type.as_str()),
        ("packages", kind.name),
    ];

    let mut with = common.to_vec();
    with.push(kind.select);
    let ran = scene.run(&with);
    ran.assert_status(0).assert_true_record();
    let deed = |change, row: &Version| {
        let package = format!("{}/{}", kind.package_type.as_str(), kind.name);
        Deed { change, package, id: Some(row.id) }
    };
    let newest_first: Vec<Deed> = before[..2].iter().rev().map(|row| deed("delete", row)).collect();
    let oldest_first: Vec<Deed> = before[..2].iter().map(|row| deed("delete", row)).collect();
    assert!(ran.deeds == newest_first || ran.deeds == oldest_first, "{context}: {:?}", ran.deeds);
    let after = rows(&scene.server, whose, kind.package_type, kind.name);
    assert_eq!(state(&after), state(&before[2..]), "{context}");
    assert_paths(&ran, "DELETE", kind, whose, "");

    let mut with = common.to_vec();
    with.extend([("mode", "restore"), ("deleted-within", "1h")]);
    let ran = scene.run(&with);
    ran.assert_status(0).assert_true_record();
    assert_eq!(ran.deeds.len(), 2, "{context}");
    assert!(ran.deeds.iter().all(|deed| deed.change == "restore"), "{context}: {:?}", ran.deeds);
    let after = rows(&scene.server, whose, kind.package_type, kind.name);
    assert_eq!(state(&after), state(&before), "{context}");
    assert_paths(&ran, "POST", kind, whose, "/restore");

    let again = scene.run(&with);
    again.assert_status(0);
    assert_eq!(again.changes(), [""; 0], "{context}: a second time changes nothing");
    assert_eq!(scene.server.violations(), [], "{context}");
}

/// Fails unless each change was sent once, to the path that it has in this family.
fn assert_paths(ran: &Outcome, method: &str, kind: &Kind, whose: &Whose, end: &str) {
    let (family, kind_word) = (whose.family, kind.package_type.as_str());
    let path = |deed: &Deed| {
        let id = deed.id.expect("a version");
        format!("{method} {family}{kind_word}/{}/versions/{id}{end}", encoded(kind.name))
    };
    let expected: Vec<String> = ran.deeds.iter().map(path).collect();
    assert_eq!(ran.changes(), expected);
}

#[test]
fn maven_needs_the_scope_of_repositories_too_and_then_works() {
    let (kind, whose) = (&KINDS[1], &WHOSE[0]);
    let mut world = seeded(kind, whose);
    let scopes = ["read:packages", "delete:packages"];
    world.add_token("ghp_narrow", github_standin::Token::classic(USER).scopes(&scopes));
    let scene = Scene::with_token(world, "ghp_narrow");
    let ran = scene.run(&[("package-type", "maven"), ("packages", kind.name), kind.select]);
    ran.assert_status(1);
    assert_eq!(ran.changes(), [""; 0]);
}

/// A container package of multi-platform images, each with the tags that are written with blanks between
/// them, the newest last, all older than a day.
fn images(rows: &[&str]) -> (World, Vec<Vec<Pushed>>) {
    let mut world = world();
    let mut pushed = Vec::new();
    let count = u32::try_from(rows.len()).expect("few rows");
    for (row, days) in rows.iter().zip((2..count + 2).rev()) {
        let tags: Vec<&str> = row.split_whitespace().collect();
        let image = Image::labelled(&format!("{row} {days}"))
            .platforms(&["linux/amd64", "linux/arm64"])
            .attested()
            .tags(&tags);
        let package = world.organization("octo-org").package(PackageType::Container, "app");
        let mut package = package.linked_to("octo-org/app").when(days_ago(days));
        let image = package.push_image(&image);
        pushed.push([image.root].into_iter().chain(image.members).collect());
    }
    (world, pushed)
}

#[test]
fn images_go_root_first_and_come_back_by_the_window_with_their_parts_first() {
    let (world, pushed) = images(&["pr-1", "pr-2", "1.0.0"]);
    let scene = Scene::new(world);
    let before = rows(&scene.server, &WHOSE[0], PackageType::Container, "app");
    let ran = scene.run(&[("tags", "pr-*")]);
    ran.assert_status(0).assert_true_record();
    let gone: Vec<u64> = ran.deeds.iter().filter_map(|deed| deed.id).collect();
    assert_eq!(gone.len(), 10, "two roots with four parts each");
    for image in &pushed[..2] {
        let place = |one: &Pushed| gone.iter().position(|id| *id == one.id).expect("it went");
        assert!(image[1..].iter().all(|part| place(part) > place(&image[0])), "root first");
    }
    let after = rows(&scene.server, &WHOSE[0], PackageType::Container, "app");
    assert_eq!(state(&after), state(&before[10..]));

    let ran = scene.run(&[("mode", "restore"), ("deleted-within", "1h")]);
    ran.assert_status(0).assert_true_record();
    let after = rows(&scene.server, &WHOSE[0], PackageType::Container, "app");
    assert_eq!(state(&after), state(&before));
    let back: Vec<u64> = ran.deeds.iter().filter_map(|deed| deed.id).collect();
    let roots = [pushed[0][0].id, pushed[1][0].id];
    assert!(back[..8].iter().all(|id| !roots.contains(id)), "what has no tag comes first");
    assert_eq!(scene.server.violations(), [], "no tag was incomplete at any moment");
}

#[test]
fn images_come_back_by_their_numbers_and_nothing_else_does() {
    let (world, pushed) = images(&["pr-1", "pr-2", "1.0.0"]);
    let scene = Scene::new(world);
    scene.run(&[("tags", "pr-*")]).assert_status(0);
    let numbers: Vec<String> = pushed[1].iter().map(|one| one.id.to_string()).collect();
    let ran = scene.run(&[("mode", "restore"), ("version-ids", &numbers.join("\n"))]);
    ran.assert_status(0).assert_true_record();
    assert_eq!(ran.deeds.len(), 5);
    let tags: Vec<String> = labels(&rows(&scene.server, &WHOSE[0], PackageType::Container, "app"));
    assert!(tags.contains(&"pr-2".to_owned()) && !tags.contains(&"pr-1".to_owned()), "{tags:?}");
    assert_eq!(scene.server.world().incomplete_tags(), []);
    assert_eq!(scene.server.violations(), []);
}

#[test]
fn images_of_every_owner_go_and_come_back() {
    for whose in &WHOSE[1..] {
        let mut world = world();
        for (label, days) in [("pr-1", 9), ("1.0.0", 8)] {
            let package = owner(&mut world, whose).package(PackageType::Container, "deep/app");
            let mut package = package.linked_to("octo-org/app").when(days_ago(days));
            package.push_image(&Image::labelled(label).platforms(&["linux/amd64"]).tags(&[label]));
        }
        let scene = Scene::with_token(world, whose.token);
        let before = rows(&scene.server, whose, PackageType::Container, "deep/app");
        let common = [whose.with[0], whose.with[1], ("packages", "deep/app")];
        let mut with = common.to_vec();
        with.push(("tags", "pr-*"));
        scene.run(&with).assert_status(0).assert_true_record();
        let after = rows(&scene.server, whose, PackageType::Container, "deep/app");
        assert_eq!(state(&after), state(&before[2..]), "{whose:?}");
        let mut with = common.to_vec();
        with.extend([("mode", "restore"), ("deleted-within", "1h")]);
        scene.run(&with).assert_status(0).assert_true_record();
        let after = rows(&scene.server, whose, PackageType::Container, "deep/app");
        assert_eq!(state(&after), state(&before), "{whose:?}");
    }
}
