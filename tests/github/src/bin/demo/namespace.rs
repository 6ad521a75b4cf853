//! What an organisation has in GitHub Packages after two years of building.

use github_standin::{
    Image, PackageSeed, PackageType, Token, Visibility, World, days_ago, hours_ago,
};

/// The repository whose workflow cleans up.
pub(crate) const REPOSITORY: &str = "octo-org/octo-app";

/// The job's token. The stand-in knows no other.
pub(crate) const TOKEN: &str = "the-token-of-this-job";

/// The organisation: an application's images, its npm client, its Java library.
pub(crate) fn octo_org() -> World {
    let mut world = World::new();
    world.add_token(TOKEN, Token::workflow(REPOSITORY));
    images(&mut package(&mut world, PackageType::Container, "octo-app"));
    versions(package(&mut world, PackageType::Npm, "octo-client"), &NPM);
    versions(package(&mut world, PackageType::Maven, "com.octo.octo-sdk"), &MAVEN);
    world
}

fn package<'w>(world: &'w mut World, kind: PackageType, name: &str) -> PackageSeed<'w> {
    let owner = world.organization("octo-org");
    owner.package(kind, name).visibility(Visibility::Public).linked_to(REPOSITORY)
}

/// Releases for two platforms, and what pull requests and nightly builds left behind.
fn images(package: &mut PackageSeed<'_>) {
    let release = |label: &str, days: u32, tags: &[&str]| {
        let image = Image::labelled(label).platforms(&["linux/amd64", "linux/arm64"]).attested();
        image.tags(tags).created(days_ago(days))
    };
    let single = |label: &str| Image::labelled(label).tags(&[label]);
    for image in [
        release("1.0.0", 610, &["1.0.0", "1.0"]),
        release("1.1.0", 402, &["1.1.0", "1.1", "1"]),
        release("2.0.0-rc.1", 151, &["2.0.0-rc.1"]),
        release("2.0.0", 140, &["2.0.0", "2.0"]),
        single("pr-118").created(days_ago(75)),
        single("pr-131").created(days_ago(41)),
        // Its tag has moved on to the next one.
        release("nightly of last month", 33, &["nightly"]),
        single("pr-140").created(days_ago(16)),
        release("2.1.0", 9, &["2.1.0", "2.1", "2", "latest"]),
        single("pr-152").created(days_ago(3)),
        release("nightly of yesterday", 1, &["nightly"]),
        single("pr-157").created(hours_ago(5)),
    ] {
        package.push_image(&image);
    }
}

/// Names with ages in days, oldest first.
type Versions = [(&'static str, u32)];

fn versions(package: PackageSeed<'_>, versions: &Versions) {
    let Some(((first, days), rest)) = versions.split_first() else { return };
    let mut seeded = package.version(first).created(days_ago(*days));
    for (name, days) in rest {
        seeded = seeded.version(name).created(days_ago(*days));
    }
}

const NPM: [(&str, u32); 12] = [
    ("1.0.0", 590),
    ("1.1.0-beta.1", 430),
    ("1.1.0-beta.2", 425),
    ("1.1.0", 410),
    ("1.1.1", 300),
    ("2.0.0-rc.1", 155),
    ("2.0.0-rc.2", 149),
    ("2.0.0", 139),
    ("2.1.0-rc.1", 21),
    ("2.1.0", 9),
    ("2.2.0-next.20", 4),
    ("2.2.0-next.21", 1),
];

const MAVEN: [(&str, u32); 8] = [
    ("1.0.0", 580),
    ("1.0.1", 540),
    ("1.1.0", 400),
    ("1.1.1", 350),
    ("1.2.0", 240),
    ("2.0.0", 138),
    ("2.1.0-SNAPSHOT", 30),
    ("2.1.0", 8),
];
