//! The table of packages.

use super::super::account::{Account, Fate, PackageAccount, Whole};
use super::super::escape::code;
use super::super::words::{Sentence, Unit, grouped};
use super::blocks::{Pieces, row};
use super::fold::{linked, room};
use super::page::acted;
use crate::domain::ImageCount;
use crate::execution::Change;

/// The packages with what would become of them, or what became of them.
pub(super) fn packages(account: &Account) -> String {
    let mut rows = Pieces::with_room(room::PACKAGES);
    let acted = acted(account);
    for package in account.packages() {
        if acted {
            rows.push_with(|| done(account, package));
        } else if let Some(images) = package.images {
            let whole =
                account.guarded() == Unit::Packages && package.goes_as_a_whole(account.asked());
            rows.push_with(|| planned(account, package, images, whole));
        }
    }
    if rows.count() == 0 {
        return String::new();
    }
    let head = match (acted, account.asked()) {
        (false, Change::Delete) => plan_head("Would go"),
        (false, Change::Restore) => plan_head("Would come back"),
        (true, Change::Delete) => done_head("Deleted"),
        (true, Change::Restore) => done_head("Restored"),
    };
    format!("{head}{}\n{}", rows.text(), rows.rest())
}

/// The package's name, which leads to its page.
fn name(account: &Account, package: &PackageAccount) -> String {
    let page = account.site.as_ref().and_then(|site| site.package(&package.key));
    linked(&code(&package.key.to_string()), page.as_deref())
}

fn plan_head(goes: &str) -> String {
    row(["Package", "Images", "Versions", goes, "Held", "Stay"])
        + &row(["---", "---:", "---:", "---:", "---:", "---:"])
}

fn done_head(done: &str) -> String {
    row(["Package", "Images", "Versions", done, "Held", "Failed", "Not reached", "Stay"])
        + &row(["---", "---:", "---:", "---:", "---:", "---:", "---:", "---:"])
}

fn planned(account: &Account, package: &PackageAccount, images: ImageCount, whole: bool) -> String {
    let tally = package.tally;
    let goes = if whole {
        the_package(tally.changing())
    } else {
        with_versions(images.doomed, tally.changing())
    };
    row([
        &name(account, package),
        &grouped(images.total),
        &grouped(tally.all()),
        &goes.markdown(),
        &grouped(tally.held),
        &grouped(tally.staying()),
    ])
}

fn done(account: &Account, package: &PackageAccount) -> String {
    let (tally, deeds) = (package.tally, package.deeds);
    let changed = deeds.deleted + deeds.restored;
    let what = match package.whole {
        Some(Whole { fate: Fate::Done, .. }) => {
            Sentence::new("the package (").count(changed, "version", "versions").words(")")
        }
        Some(_) | None if package.images_done == 0 => Sentence::default().number(changed),
        Some(_) | None => with_versions(package.images_done, changed),
    };
    row([
        &name(account, package),
        &grouped(package.images.map_or(0, |images| images.total)),
        &grouped(tally.all()),
        &what.markdown(),
        &grouped(tally.held + deeds.held),
        &grouped(deeds.failed),
        &grouped(deeds.not_reached + deeds.open),
        &grouped(tally.staying() + deeds.healed),
    ])
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
