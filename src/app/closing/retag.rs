//! A tag that did not come back with its version is put on it again.
//!
//! That GitHub gives a restored version its tags back is reported and not promised. The one way to give a
//! tag is to push the same manifest under it, which makes no new version.

use std::collections::BTreeSet;

use crate::app::planning::{Planned, Planner};
use crate::domain::{
    Coverage, Digest, Graph, Inventory, Notice, Standing, Tag, Version, VersionId,
};
use crate::events::Event;
use crate::execution::{Difference, Outcome};
use crate::github::VersionState;
use crate::registry::{Reading, Repository, Writing};

/// Puts the tags on again that differences tell of, as far as they are free. Gives the differences that
/// are left.
pub(super) async fn put_tags_back(
    planner: &Planner<'_>,
    before: &Planned,
    differences: Vec<Difference>,
    listing: Option<&Inventory>,
) -> Vec<Difference> {
    let package = &before.plan.package;
    let Ok(repository) = Repository::new(planner.owner.login(), &package.name) else {
        return differences;
    };
    let (mut left, mut put_on) = (Vec::new(), Vec::new());
    for difference in differences {
        let Difference::TagNotBack(version, tag) = &difference else {
            left.push(difference);
            continue;
        };
        let rows = listing.into_iter().flat_map(Inventory::versions);
        let is_taken = rows.filter(|row| row.id != version.id).any(|row| row.tags.contains(tag));
        let on = if is_taken {
            Put::Taken
        } else {
            put_back(planner, &repository, version, tag, None).await
        };
        let (outcome, why) = match on {
            Put::OnAlready => continue,
            Put::Done => (Outcome::Done, None),
            Put::Taken => {
                left.push(difference);
                continue;
            }
            Put::Not(outcome, why) => (outcome, Some(why)),
        };
        (planner.tell)(Event::Retagged {
            package: package.clone(),
            version: version.clone(),
            tag: tag.clone(),
            outcome,
            why,
        });
        if outcome == Outcome::Done {
            put_on.push(tag.clone());
        } else {
            left.push(difference);
        }
    }
    if let (Some(listing), false) = (listing, put_on.is_empty()) {
        tell_who_came_untagged(planner, before, listing, &put_on).await;
    }
    left
}

/// Nothing forbids a push between the last look at a tag and its being put on: then it was taken from what was
/// pushed. That shows as an image that is new since the listing and has no tag.
async fn tell_who_came_untagged(
    planner: &Planner<'_>,
    before: &Planned,
    listing: &Inventory,
    tags: &[Tag],
) {
    let package = &before.plan.package;
    let read = planner.client.versions_on_page(planner.owner, package, VersionState::Active, 1);
    let page = match read.await {
        Ok(page) => page,
        Err(error) => {
            let (package, problem) = (Some(package.clone()), error.problem());
            return (planner.tell)(Event::Failed { package, problem });
        }
    };
    let known = [Some(listing), Some(&before.active), before.deleted.as_ref()];
    let known: BTreeSet<VersionId> =
        known.into_iter().flatten().flat_map(Inventory::versions).map(|row| row.id).collect();
    let new: Vec<Version> = page.into_iter().filter(|row| !known.contains(&row.id)).collect();
    if new.iter().all(|row| !row.tags.is_empty()) {
        return;
    }
    let new = Inventory::new(package.clone(), new, Coverage::Stable);
    let digests: Vec<Digest> = new.versions().iter().filter_map(Version::digest).collect();
    let mut knowledge = before.knowledge.clone();
    if let Err(error) = planner.learn(&new, &digests, &mut knowledge).await {
        let (package, problem) = (Some(package.clone()), error.problem());
        (planner.tell)(Event::Failed { package, problem });
    }
    // The platforms of an image have no tag and lose none.
    let graph = Graph::of(&new, &knowledge);
    for (at, row) in new.versions().iter().enumerate() {
        if row.tags.is_empty() && graph.standing(at) == Standing::Root {
            let (root, name, tags) = (row.id, row.name.clone(), tags.to_vec());
            let notice = Notice::CameUntagged { root, name, tags };
            (planner.tell)(Event::Noticed { package: Some(package.clone()), notice });
        }
    }
}

/// How often a tag is put on at the most. A second time only after a look has shown that it is still free.
const TRIES: u32 = 2;

/// What became of a tag.
enum Put {
    /// It is on its version: the listing was behind.
    OnAlready,
    /// It was put on again.
    Done,
    /// It is on another version now, whose it stays.
    Taken,
    /// It is not there, or nobody knows. Says why.
    Not(Outcome, String),
}

/// Puts a tag on a version that is there, unless somebody has put it elsewhere. A tag that is on `ours`, which
/// an earlier run pushed to take it off, is free. Gives how that ended, and why it is not on it.
pub(in crate::app) async fn put_tag_on(
    planner: &Planner<'_>,
    repository: &Repository,
    version: &Version,
    tag: &Tag,
    ours: Digest,
) -> (Outcome, Option<String>) {
    match put_back(planner, repository, version, tag, Some(ours)).await {
        Put::OnAlready => (Outcome::AlreadySo, None),
        Put::Done => (Outcome::Done, None),
        Put::Taken => {
            (Outcome::Held, Some("the tag is on another version now, and stays there".to_owned()))
        }
        Put::Not(outcome, why) => (outcome, Some(why)),
    }
}

/// Puts a tag on. A tag that is on `ours` is free.
async fn put_back(
    planner: &Planner<'_>,
    repository: &Repository,
    version: &Version,
    tag: &Tag,
    ours: Option<Digest>,
) -> Put {
    let (reader, refused) =
        (planner.reader, |why: &str| Put::Not(Outcome::Refused, why.to_owned()));
    let Some(digest) = version.digest() else { return refused("its name is no digest") };
    let Some(document) = reader.document(repository, digest).await else {
        return refused("its manifest can't be read");
    };
    let mut why = "the registry took it, and does not show it".to_owned();
    for _ in 0..TRIES {
        reader.registry.prepare_to_put(repository, tag).await;
        // The look comes right before the push: whoever pushed meanwhile keeps the tag.
        match reader.registry.read_by_tag(repository, tag).await {
            Reading::Unknown => {}
            Reading::Read(there) if Some(there.digest()) == ours => {}
            Reading::Read(there) if there.digest() == digest => return Put::OnAlready,
            Reading::Read(_) => return Put::Taken,
            Reading::Failed(failure) => return Put::Not(Outcome::Refused, failure.why),
        }
        match reader.registry.put_under_tag(repository, tag, &document).await {
            Writing::Done => {}
            Writing::Refused(why) => return Put::Not(Outcome::Refused, why),
            Writing::Unknown(said) => why = said,
        }
        match reader.registry.read_by_tag(repository, tag).await {
            Reading::Read(there) if there.digest() == digest => return Put::Done,
            Reading::Read(there) if Some(there.digest()) == ours => {}
            Reading::Read(_) => return Put::Taken,
            Reading::Unknown => {}
            Reading::Failed(failure) => return Put::Not(Outcome::Unknown, failure.why),
        }
    }
    Put::Not(Outcome::Unknown, why)
}
