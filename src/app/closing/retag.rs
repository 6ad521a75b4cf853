//! A tag that did not come back with its version is put on it again.
//!
//! That GitHub gives a restored version its tags back is reported and not promised. The one way to give a
//! tag is to push the same manifest under it, which makes no new version.

use crate::app::planning::{Planned, Planner};
use crate::domain::{Digest, Inventory, Tag, Version};
use crate::events::Event;
use crate::execution::{Difference, Outcome};
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
    let mut left = Vec::new();
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
        if outcome != Outcome::Done {
            left.push(difference);
        }
    }
    left
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
