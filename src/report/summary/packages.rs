//! The table of packages.

use super::super::account::{Account, Deeds, Fate, PackageAccount, Whole};
use super::super::escape::code;
use super::super::words::{Sentence, Unit, grouped};
use super::blocks::{Pieces, head, row};
use super::fold::{linked, room};
use super::page::acted;
use crate::domain::{ImageCount, PackageKey};
use crate::execution::Change;

/// The packages with what would become of them, or what became of them.
pub(super) fn packages(account: &Account) -> String {
    let mut rows = Pieces::with_room(room::PACKAGES);
    let acted = acted(account);
    let shortfalls = shortfalls(account);
    for package in account.packages() {
        if acted {
            rows.push_with(|| done(account, package, &shortfalls));
        } else if let Some(images) = package.images {
            let whole =
                account.guarded() == Unit::Packages && package.goes_as_a_whole(account.asked());
            rows.push_with(|| planned(account, package, images, whole));
        }
    }
    if rows.count() == 0 {
        return String::new();
    }
    let goes = match (acted, account.asked()) {
        (false, Change::Delete) => "#Would go",
        (false, Change::Restore) => "#Would come back",
        (true, Change::Delete) => "#Deleted",
        (true, Change::Restore) => "#Restored",
    };
    // What happened comes first: what is last lies outside of the view of a phone.
    let mut titles = vec!["Package", goes];
    titles.extend(shortfalls.iter().map(|one| one.title));
    titles.extend(["#Held", "#Stay", "#Images"]);
    format!("{}{}\n{}", head(&titles), rows.text(), rows.rest())
}

/// How a run can fall short of its plan.
struct Shortfall {
    title: &'static str,
    count: fn(&Deeds) -> u64,
}

const SHORTFALLS: [Shortfall; 2] = [
    Shortfall { title: "#Failed", count: |deeds| deeds.failed },
    Shortfall { title: "#Not reached", count: |deeds| deeds.not_reached + deeds.open },
];

/// How a run fell short anywhere. A column of zeros takes room that a phone does not have.
fn shortfalls(account: &Account) -> Vec<&'static Shortfall> {
    let happened =
        |one: &&Shortfall| account.packages().any(|package| (one.count)(&package.deeds) > 0);
    if acted(account) { SHORTFALLS.iter().filter(happened).collect() } else { Vec::new() }
}

/// The package's name, which leads to its page, and small below it what type it has.
fn name(account: &Account, package: &PackageAccount) -> String {
    let page = account.site.as_ref().and_then(|site| site.package(&package.key));
    let PackageKey { package_type, name } = &package.key;
    format!("{}<br><sub>{package_type}</sub>", linked(&code(name.as_str()), page.as_deref()))
}

fn planned(account: &Account, package: &PackageAccount, images: ImageCount, whole: bool) -> String {
    let tally = package.tally;
    let goes = if whole {
        the_package(tally.changing())
    } else {
        with_versions(images.doomed, tally.changing())
    };
    row(&[
        name(account, package),
        goes.markdown(),
        grouped(tally.held),
        grouped(tally.staying()),
        with_versions(images.total, tally.all()).markdown(),
    ])
}

fn done(account: &Account, package: &PackageAccount, shortfalls: &[&Shortfall]) -> String {
    let (tally, deeds) = (package.tally, package.deeds);
    let changed = deeds.deleted + deeds.restored;
    let what = match package.whole {
        Some(Whole { fate: Fate::Done, .. }) => {
            Sentence::new("the package (").count(changed, "version", "versions").words(")")
        }
        Some(_) | None if package.images_done == 0 => Sentence::default().number(changed),
        Some(_) | None => with_versions(package.images_done, changed),
    };
    let images = package.images.map_or(0, |images| images.total);
    let mut cells = vec![name(account, package), what.markdown()];
    cells.extend(shortfalls.iter().map(|one| grouped((one.count)(&deeds))));
    cells.extend([
        grouped(tally.held + deeds.held),
        grouped(tally.staying() + deeds.healed),
        with_versions(images, tally.all()).markdown(),
    ]);
    row(&cells)
}

fn the_package(versions: u64) -> Sentence {
    match versions {
        0 => Sentence::new("the package"),
        versions => {
            let sentence = Sentence::new("the package (");
            sentence.count(versions, "version", "versions").words(")")
        }
    }
}

fn with_versions(images: u64, versions: u64) -> Sentence {
    let sentence = Sentence::default().number(images);
    if images == versions {
        sentence
    } else {
        sentence.words(" (").count(versions, "version", "versions").words(")")
    }
}
