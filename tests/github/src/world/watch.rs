//! Watching that nothing breaks an image: after each change by a request, what that change took
//! or brought is checked against what is still needed.

use std::collections::HashSet;

use super::manifest::Manifest;
use super::mutation::{Actor, Change, Mutation};
use super::package::Package;
use super::state::World;
use super::version::Version;

/// Whether changes by requests are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watch {
    /// After each of them.
    On,
    /// Not at all.
    Off,
}

/// A change by a request that broke something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Its number in the ledger of mutations.
    pub mutation: u64,
    /// The request that did it, by its number in the ledger of requests.
    pub request: u64,
    /// What it broke.
    pub broken: Broken,
    /// The last change that somebody else made to what was broken, since the server started:
    /// before it, nothing may have been needed.
    pub others_last_change: Option<u64>,
}

/// What can be broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// A version that is there reaches a manifest that is not.
    MissingMember {
        /// The version.
        root: u64,
        /// Its tags; none where nothing tagged reaches the manifest.
        tags: Vec<String>,
        /// Digest of what is missing.
        member: String,
    },
    /// What speaks of a manifest is gone, and the manifest is there.
    LostReferrer {
        /// The version that is there.
        root: u64,
        /// The version that spoke of it, or the index or manifest under its fallback tag.
        referrer: u64,
    },
}

impl Broken {
    fn root(&self) -> u64 {
        match self {
            Self::MissingMember { root, .. } | Self::LostReferrer { root, .. } => *root,
        }
    }
}

impl World {
    /// What changes by requests have broken, as far as they were watched.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// Every tag in the world whose image is not whole, with the digest of a missing part.
    pub fn incomplete_tags(&self) -> Vec<(String, String)> {
        let active = self.packages.iter().filter(|package| package.is_active());
        let tagged =
            active.flat_map(|package| package.versions.active().map(move |row| (package, row)));
        let missing =
            tagged.filter(|(_, row)| !row.tags.is_empty()).filter_map(|(package, row)| {
                let missing = missing_from(package, row)?;
                Some(
                    row.tags
                        .iter()
                        .map(move |tag| (format!("{}:{tag}", package.name), missing.clone())),
                )
            });
        missing.flatten().collect()
    }

    /// Looks at the last mutation.
    pub(super) fn watch_last(&mut self, package: usize) {
        if self.watch == Watch::Off {
            return;
        }
        let Some(mutation) = self.mutations.last() else { return };
        let Mutation { seq, by: Actor::Request(request), version: Some(id), .. } = *mutation else {
            return;
        };
        let package = &self.packages[package];
        let Some(row) = package.versions.get(id) else { return };
        let broken = match mutation.change {
            Change::VersionDeleted => broken_by_loss(package, row),
            Change::VersionRestored | Change::TagPut { .. } => broken_by_gain(package, row),
            Change::PackageCreated
            | Change::PackageDeleted
            | Change::PackageRestored
            | Change::VersionPushed
            | Change::VersionPushedAgain
            | Change::TagTaken { .. } => Vec::new(),
        };
        for broken in broken {
            let root = broken.root();
            let of_others =
                |it: &&Mutation| it.by == Actor::Other && it.version == Some(root) && it.seq < seq;
            let others_last_change = self.mutations.iter().rev().find(of_others).map(|it| it.seq);
            self.violations.push(Violation { mutation: seq, request, broken, others_last_change });
        }
    }
}

fn broken_by_loss(package: &Package, lost: &Version) -> Vec<Broken> {
    let member = &lost.name;
    let missing = |root: &Version| Broken::MissingMember {
        root: root.id,
        tags: root.tags.clone(),
        member: member.clone(),
    };
    let above = ancestors(package, member);
    let (tagged, untagged): (Vec<&Version>, Vec<&Version>) =
        above.into_iter().partition(|row| !row.tags.is_empty());
    let roots = if tagged.is_empty() { untagged } else { tagged };
    let subject = lost.manifest.as_ref().and_then(Manifest::subject);
    let by_tag = lost.tags.iter().filter_map(|tag| subject_of_tag(tag));
    let digests = subject.map(str::to_owned).into_iter().chain(by_tag);
    let living: Vec<&Version> =
        digests.filter_map(|digest| package.versions.named(&digest)).collect();
    let lost_referrer = |row: &Version| Broken::LostReferrer { root: row.id, referrer: lost.id };
    roots.into_iter().map(missing).chain(living.into_iter().map(lost_referrer)).collect()
}

/// The digest that a fallback tag, or one of cosign's, speaks of.
fn subject_of_tag(tag: &str) -> Option<String> {
    let (hex, suffix) = tag.strip_prefix("sha256-")?.split_at_checked(64)?;
    let known = matches!(suffix, "" | ".sig" | ".att" | ".sbom");
    known.then(|| format!("sha256:{hex}"))
}

fn broken_by_gain(package: &Package, gained: &Version) -> Vec<Broken> {
    let member = if gained.tags.is_empty() { None } else { missing_from(package, gained) };
    let missing = member.map(|member| Broken::MissingMember {
        root: gained.id,
        tags: gained.tags.clone(),
        member,
    });
    missing.into_iter().collect()
}

/// The active versions that reach a digest through lists, nearest first.
fn ancestors<'p>(package: &'p Package, digest: &str) -> Vec<&'p Version> {
    let mut found: Vec<&Version> = Vec::new();
    let mut seen = HashSet::new();
    let mut next: Vec<&Version> = package.versions.listing(digest).collect();
    while let Some(row) = next.pop() {
        if seen.insert(row.id) {
            found.push(row);
            next.extend(package.versions.listing(&row.name));
        }
    }
    found
}

/// A digest that a version reaches through lists and that is not there.
fn missing_from(package: &Package, root: &Version) -> Option<String> {
    let mut seen = HashSet::new();
    let mut next: Vec<&Version> = vec![root];
    while let Some(row) = next.pop() {
        for member in row.manifest.iter().flat_map(Manifest::members) {
            match package.versions.named(member) {
                Some(row) if seen.insert(row.id) => next.push(row),
                Some(_) => {}
                None => return Some(member.clone()),
            }
        }
    }
    None
}
