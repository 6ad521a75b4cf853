//! What others do to the package while a run is on its way.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use github_standin::{
    Entry, Image, Manifest, PackageType, Request, Server, Version, World, hours_ago,
};
use proptest::prelude::*;
use proptest::sample::Index;

use super::model::Package;
use super::scene::{entry_of, refer};
use crate::setting::{OWNER, PACKAGE, app};

/// Something that somebody does.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Pushes an index of what is there.
    Combine { of: Vec<Index>, tag: Option<&'static str> },
    /// Pushes an image of its own.
    Push { label: u8, tag: &'static str },
    /// Pushes once more what is there.
    PushAgain { which: Index },
    /// Puts a tag on what is there.
    Tag { which: Index, tag: &'static str },
    /// Attaches something to what is there.
    Refer { subject: Index },
    /// Brings back what was deleted.
    Restore { which: Index },
    /// Deletes what nothing lists.
    Delete { which: Index },
}

/// Something that happens right before the so-manieth request is answered.
#[derive(Clone, Debug)]
pub(crate) struct Interference {
    pub(crate) at: u64,
    pub(crate) act: Act,
}

const TAGS: [&str; 6] = ["pr-1", "pr-9", "v1", "v9", "latest", "1.0.1"];

pub(crate) fn interference() -> impl Strategy<Value = Interference> {
    let tag = || prop::sample::select(&TAGS[..]);
    let act = prop_oneof![
        5 => (prop::collection::vec(any::<Index>(), 1..4), prop::option::of(tag()))
            .prop_map(|(of, tag)| Act::Combine { of, tag }),
        1 => (0_u8..6, tag()).prop_map(|(label, tag)| Act::Push { label, tag }),
        1 => any::<Index>().prop_map(|which| Act::PushAgain { which }),
        5 => (any::<Index>(), tag()).prop_map(|(which, tag)| Act::Tag { which, tag }),
        2 => any::<Index>().prop_map(|subject| Act::Refer { subject }),
        2 => any::<Index>().prop_map(|which| Act::Restore { which }),
        1 => any::<Index>().prop_map(|which| Act::Delete { which }),
    ];
    (1_u64..40, act).prop_map(|(at, act)| Interference { at, act })
}

/// What is known of the package beside the world.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) left_behind: BTreeMap<u64, String>,
    /// The package after each interference, and before the first.
    pub(crate) moments: Vec<Package>,
}

/// Lets others interfere with the server's world.
pub(crate) fn interfere(server: &Server, all: &[Interference], known: &Arc<Mutex<Known>>) {
    for Interference { at, act } in all.iter().cloned() {
        let known = Arc::clone(known);
        server.on_request(github_standin::any().nth(at), move |world| {
            let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
            act.happen(world, &mut known.left_behind);
            let moment = Package::of(world, &known.left_behind);
            known.moments.push(moment);
        });
    }
}

impl Act {
    fn happen(&self, world: &mut World, left_behind: &mut BTreeMap<u64, String>) {
        let package = world.package(OWNER, PackageType::Container, PACKAGE).expect("the package");
        let manifest = |row: &Version| row.manifest.clone();
        let active: Vec<Manifest> = package.versions.active().filter_map(manifest).collect();
        let id_of = |at: &Manifest| package.versions.named(at.digest()).expect("active").id;
        // Without the one that has the tag now nobody can tell whose its predecessors are.
        let has_heirs_tag = |one: &Manifest| {
            let row = package.versions.named(one.digest()).expect("active");
            row.tags.iter().any(|tag| tag.starts_with("sha256-"))
        };
        let unlisted: Vec<u64> = active
            .iter()
            .filter(|one| package.versions.listing(one.digest()).next().is_none())
            .filter(|one| !has_heirs_tag(one))
            .map(id_of)
            .collect();
        let ids: Vec<u64> = active.iter().map(id_of).collect();
        let deleted = package.versions.all().iter().filter(|row| !row.is_active());
        let deleted: Vec<u64> = deleted
            .filter(|row| package.versions.named(&row.name).is_none())
            .map(|row| row.id)
            .collect();
        match self {
            Self::Combine { of, tag } => {
                // An index of nothing but signatures of one image counts as one of that image's.
                let images: Vec<&Manifest> =
                    active.iter().filter(|one| one.subject().is_none()).collect();
                let parts = of.iter().map(|one| entry_of(images[one.index(images.len())]));
                let index = Manifest::index(&parts.collect::<Vec<Entry>>());
                let tags: Vec<&str> = tag.iter().copied().collect();
                app(world).push_manifest(&index).tags(&tags);
            }
            Self::Push { label, tag } => {
                let image = Image::labelled(&format!("image {label}")).platforms(&["linux/amd64"]);
                app(world).push_image(&image.tags(&[tag]));
            }
            Self::PushAgain { which } => drop(app(world).push_manifest(which.get(&active))),
            Self::Tag { which, tag } => world.put_tag(*which.get(&ids), tag),
            Self::Refer { subject } => {
                let label = format!("meanwhile {}", ids.len());
                refer(app(world).when(hours_ago(0)), subject.get(&active), &label, left_behind);
            }
            Self::Restore { .. } if deleted.is_empty() => {}
            Self::Restore { which } => drop(world.restore_version(*which.get(&deleted))),
            Self::Delete { .. } if unlisted.is_empty() => {}
            Self::Delete { which } => drop(world.delete_version(*which.get(&unlisted))),
        }
    }
}

/// Whether a request reads page 1 of what is there: what a look begins with.
pub(crate) fn is_look(request: &Request) -> bool {
    let has = |part: &str| request.query.split('&').any(|one| one == part);
    request.path.ends_with("/versions")
        && !has("state=deleted")
        && (!request.query.contains("&page=") || has("page=1"))
}
