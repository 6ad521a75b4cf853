//! Taking tags off versions that stay, and putting them on again: what the machine says is carried out.

use std::collections::BTreeSet;

use crate::app::closing::put_tag_on;
use crate::app::planning::{Planned, Planner};
use crate::app::stop::StopSwitch;
use crate::app::undoing::UndoneTag;
use crate::domain::{Digest, Fact, Inventory, PackageKey, Tag, TagOff, Version, VersionId};
use crate::events::{Event, Problem};
use crate::execution::{
    DeletionEnd, Lead, Outcome, PushEnd, RowSight, UntagAnswer, UntagCommand, UntagTask, Untagging,
};
use crate::github::{self, ApiError, RefusalKind, VersionState};
use crate::registry::{Document, Reading, Repository, Writing, empty_index};

/// So long lies between two tags: GitHub asks for a second between requests that change something.
const BETWEEN_TAGS: std::time::Duration = std::time::Duration::from_secs(1);

/// Takes off what was planned to come off, one tag after the other. What is not begun when the run is to end
/// stays as it is.
pub(super) async fn take_tags_off(
    planner: &Planner<'_>,
    looked: &[Planned],
    stop: &mut StopSwitch,
) {
    for planned in looked {
        let mut own = BTreeSet::new();
        for off in &planned.untags {
            let rows = planned.active.versions();
            let Some(version) = rows.iter().find(|row| row.id == off.version) else { continue };
            let (outcome, why) = if ends(planner, stop) {
                (Outcome::NotReached, None)
            } else {
                if !own.is_empty() {
                    planner.reader.clock.sleep(BETWEEN_TAGS).await;
                }
                take_off(planner, &planned.active, version, off, &mut own, stop).await
            };
            (planner.tell)(Event::Untagged {
                package: planned.plan.package.clone(),
                version: version.clone(),
                tag: off.tag.clone(),
                outcome,
                why,
            });
        }
    }
}

/// Whether the run is to end. What was not told before is told.
fn ends(planner: &Planner<'_>, stop: &mut StopSwitch) -> bool {
    if let Some(press) = stop.pressed_meanwhile() {
        (planner.tell)(Event::Stopping(press.cause));
    }
    stop.is_pressed()
}

/// What taking off one tag needs.
struct Hand<'a> {
    planner: &'a Planner<'a>,
    package: &'a PackageKey,
    repository: Repository,
    off: &'a TagOff,
    version: &'a Version,
    original: Document,
    empty: Document,
    /// The digests of what this run pushed before: no push of others.
    own: &'a BTreeSet<Digest>,
}

async fn take_off(
    planner: &Planner<'_>,
    active: &Inventory,
    version: &Version,
    off: &TagOff,
    own: &mut BTreeSet<Digest>,
    stop: &mut StopSwitch,
) -> (Outcome, Option<String>) {
    let package = &active.package;
    let refused = |why: &str| (Outcome::Refused, Some(why.to_owned()));
    let Ok(repository) = Repository::new(planner.owner.login(), &package.name) else {
        return refused("the package has no name of a repository in the registry");
    };
    // What may have to be put back is had before anything is pushed.
    let Some(original) = planner.reader.document(&repository, off.digest).await else {
        return refused("its manifest can't be read, so the tag could not be put back");
    };
    if original.media_type().is_none() {
        return refused("its manifest is of no known kind, so the tag could not be put back");
    }
    let Some(empty) = empty_index() else {
        return refused("the system gives no random number");
    };
    // Whatever is there by now is not what is pushed next.
    let fresh = match newest(planner, package).await {
        Ok(rows) => rows,
        Err(error) => return refused(&error.problem().said),
    };
    let rows = active.versions().iter().chain(&fresh);
    let task = UntagTask {
        tag: off.tag.clone(),
        original: off.version,
        original_digest: off.digest,
        empty: empty.digest(),
        known: rows.map(|row| row.id).collect(),
    };
    let pushed = empty.digest();
    let hand = Hand { planner, package, repository, off, version, original, empty, own };
    let end = hand.run(task, stop).await;
    own.insert(pushed);
    end
}

async fn newest(planner: &Planner<'_>, package: &PackageKey) -> Result<Vec<Version>, ApiError> {
    planner.client.versions_on_page(planner.owner, package, VersionState::Active, 1).await
}

impl Hand<'_> {
    async fn run(&self, task: UntagTask, stop: &mut StopSwitch) -> (Outcome, Option<String>) {
        let (mut machine, mut command) = Untagging::start(task);
        loop {
            let answer = match command {
                UntagCommand::End(outcome, why) => return (outcome, why),
                UntagCommand::LookForEmpty => {
                    led(self.registry().read(&self.repository, self.empty.digest()).await)
                }
                UntagCommand::LookAtOther => self.look(&self.off.held_by).await,
                UntagCommand::LookAtTag => self.look(&self.off.tag).await,
                UntagCommand::PushEmpty => {
                    // On the disk before it is sent: whoever undoes a run that was killed must know.
                    (self.planner.tell)(Event::Untagging {
                        package: self.package.clone(),
                        version: self.version.clone(),
                        tag: self.off.tag.clone(),
                        empty: self.empty.digest(),
                    });
                    self.push(&self.empty).await
                }
                UntagCommand::PushBack(digest) => self.push_back(digest).await,
                UntagCommand::List => match newest(self.planner, self.package).await {
                    Ok(rows) => UntagAnswer::Listed(self.of_others(rows)),
                    Err(_) => UntagAnswer::Listed(Vec::new()),
                },
                UntagCommand::Weigh(digests) => UntagAnswer::Weighed(self.weigh(&digests).await),
                UntagCommand::LookAtVersion(id) => self.look_at_version(id).await,
                UntagCommand::Delete(id) => self.delete(id).await,
                UntagCommand::Wait(pause) => {
                    match stop.unless_newly_pressed(self.planner.reader.clock.sleep(pause)).await {
                        Ok(()) => UntagAnswer::Waited,
                        Err(press) => {
                            (self.planner.tell)(Event::Stopping(press.cause));
                            UntagAnswer::Stopped
                        }
                    }
                }
            };
            command = machine.next(answer);
        }
    }

    const fn registry(&self) -> &crate::registry::Client {
        &self.planner.reader.registry
    }

    async fn look(&self, tag: &Tag) -> UntagAnswer {
        led(self.registry().read_by_tag(&self.repository, tag).await)
    }

    async fn push(&self, document: &Document) -> UntagAnswer {
        match self.registry().put_under_tag(&self.repository, &self.off.tag, document).await {
            Writing::Done => UntagAnswer::Push(PushEnd::Taken),
            Writing::Refused(why) => UntagAnswer::Push(PushEnd::Refused(why)),
            Writing::Unknown(why) => UntagAnswer::Push(PushEnd::Lost(why)),
        }
    }

    async fn push_back(&self, digest: Digest) -> UntagAnswer {
        if digest == self.original.digest() {
            return self.push(&self.original).await;
        }
        match self.planner.reader.document(&self.repository, digest).await {
            Some(theirs) => self.push(&theirs).await,
            None => UntagAnswer::Push(PushEnd::Refused("its manifest can't be read".to_owned())),
        }
    }

    /// The rows without what this run pushed for other tags.
    fn of_others(&self, mut rows: Vec<Version>) -> Vec<Version> {
        rows.retain(|row| row.digest().is_none_or(|digest| !self.own.contains(&digest)));
        rows
    }

    /// The one that lists all others.
    async fn weigh(&self, digests: &[Digest]) -> Option<Digest> {
        for one in digests {
            let Some(document) = self.planner.reader.document(&self.repository, *one).await else {
                continue;
            };
            let listed: BTreeSet<Digest> = match document.fact() {
                Fact::Read(manifest) => manifest.entries.iter().map(|entry| entry.digest).collect(),
                Fact::OldLeaf { .. } | Fact::Gone | Fact::Unreadable(_) | Fact::Unanswered(_) => {
                    continue;
                }
            };
            if digests.iter().all(|other| other == one || listed.contains(other)) {
                return Some(*one);
            }
        }
        None
    }

    async fn look_at_version(&self, id: VersionId) -> UntagAnswer {
        let client = self.planner.client;
        match client.get_version(self.planner.owner, self.package, id).await {
            Ok(row) => UntagAnswer::Row(RowSight::There(row)),
            Err(error) if error.is_not_found() => UntagAnswer::Row(RowSight::Gone),
            Err(_) => UntagAnswer::Row(RowSight::Unseen),
        }
    }

    async fn delete(&self, id: VersionId) -> UntagAnswer {
        let client = self.planner.client;
        let doing = || format!("delete the empty version {id} of {}", self.package);
        let end = match client.delete_version(self.planner.owner, self.package, id).await {
            Ok(github::Answer::Done) => DeletionEnd::Done,
            // Whether it is gone already, a look tells.
            Ok(github::Answer::Refused(refusal))
                if matches!(
                    refusal.kind,
                    RefusalKind::PackageNotFound
                        | RefusalKind::VersionNotFound
                        | RefusalKind::RouteNotFound
                ) =>
            {
                DeletionEnd::Lost
            }
            Ok(github::Answer::Refused(refusal)) => {
                DeletionEnd::Refused(refusal.problem(doing()).said)
            }
            Ok(github::Answer::Limited { .. }) => {
                DeletionEnd::Refused("GitHub asks for a pause before it".to_owned())
            }
            Ok(github::Answer::Lost(_)) => DeletionEnd::Lost,
            Err(error) => DeletionEnd::Refused(error.problem().said),
        };
        UntagAnswer::Deletion(end)
    }
}

fn led(reading: Reading) -> UntagAnswer {
    match reading {
        Reading::Read(there) => UntagAnswer::Lead(Lead::To(there.digest())),
        Reading::Unknown => UntagAnswer::Lead(Lead::Nowhere),
        Reading::Failed(failure) => UntagAnswer::Lead(Lead::Unseen(failure.why)),
    }
}

/// Tells which tags would be put on again.
pub(super) fn tell_tags_to_put_on(planner: &Planner<'_>, package: &PackageKey, tags: &[UndoneTag]) {
    for UndoneTag { version, tag, empty: _ } in tags {
        (planner.tell)(Event::TagPutOn {
            package: package.clone(),
            version: version.clone(),
            tag: tag.clone(),
            outcome: Outcome::NotReached,
            why: Some(
                "a dry run changes nothing; a run would, as far as the tag is free".to_owned(),
            ),
        });
    }
}

/// Puts tags on again that an earlier run took off, as far as they are free.
pub(super) async fn put_tags_on_again(
    planner: &Planner<'_>,
    package: &PackageKey,
    tags: &[UndoneTag],
    stop: &mut StopSwitch,
) {
    for UndoneTag { version, tag, empty } in tags {
        if ends(planner, stop) {
            (planner.tell)(Event::TagPutOn {
                package: package.clone(),
                version: version.clone(),
                tag: tag.clone(),
                outcome: Outcome::NotReached,
                why: Some("the run ended first".to_owned()),
            });
            continue;
        }
        let found = planner.client.get_version(planner.owner, package, version.id).await;
        let is_it = found.as_ref().is_ok_and(|found| found.name == version.name);
        let repository = Repository::new(planner.owner.login(), &package.name);
        let (outcome, why) = match (is_it, repository) {
            (true, Ok(repository)) => put_tag_on(planner, &repository, version, tag, *empty).await,
            _ => (Outcome::Refused, Some("its version is not there any more".to_owned())),
        };
        if !outcome.came_about() {
            let problem = Problem {
                doing: format!(
                    "put the tag {tag} on version {} of {package} again, which the run took off",
                    version.id
                ),
                said: why.clone().unwrap_or_else(|| "somebody gave the tag away".to_owned()),
                means: "the tag stays where it is".to_owned(),
                advice: format!("push {} under that tag, if it should be there", version.name),
            };
            (planner.tell)(Event::Failed { package: Some(package.clone()), problem });
        }
        (planner.tell)(Event::TagPutOn {
            package: package.clone(),
            version: version.clone(),
            tag: tag.clone(),
            outcome,
            why,
        });
    }
}
