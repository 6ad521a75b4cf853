//! Answers to the decision's questions: from the cache where it knows, else from the registry.

use std::cell::RefCell;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::domain::{Digest, Fact, Inventory, Knowledge, Notice, Policy, Tag, Version};
use crate::events::Event;
use crate::registry::{
    Client, Clock, Document, FailureKind, ManifestCache, ReadFailure, Reading, Repository, Start,
};

/// How far apart the two looks at a tagged version that the registry does not know must lie. A push
/// that moves a tag while we look is long over then.
const BETWEEN_LOOKS: Duration = Duration::from_mins(1);

/// More manifests than this, read without a cache, are worth a warning where the package is public:
/// each counts as a download, and GitHub refuses to delete a public version with more than 5,000.
const MANY_MANIFESTS: u64 = 100;

/// What answers questions about manifests.
pub(super) struct Reader {
    pub(super) registry: Client,
    pub(super) cache: RefCell<ManifestCache>,
    pub(super) clock: Clock,
    pub(super) wait_limit: Duration,
}

/// What was asked of whom for one package.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    /// Manifests that came from the registry.
    pub(super) read: u64,
    /// Manifests that the cache had.
    pub(super) cached: u64,
}

impl std::ops::AddAssign for Count {
    fn add_assign(&mut self, more: Self) {
        self.read += more.read;
        self.cached += more.cached;
    }
}

/// The registry asks for a wait of this length, which is longer than is allowed.
#[derive(Clone, Copy, Debug)]
pub(super) struct WaitTooLong(pub(super) Duration);

impl Reader {
    /// The longest wait that is sat out.
    pub(super) const fn wait_limit(&self) -> Duration {
        self.wait_limit
    }

    /// Learns what these manifests of a package list and speak of.
    pub(super) async fn learn(
        &self,
        inventory: &Inventory,
        repository: &Repository,
        digests: &[Digest],
        policy: &Policy,
        knowledge: &mut Knowledge,
        tell: &dyn Fn(Event),
    ) -> Result<Count, WaitTooLong> {
        let mut count = Count::default();
        let mut unread = Vec::new();
        for digest in digests {
            let cached = self.cache.borrow_mut().get(*digest);
            if let Some(document) = cached {
                count.cached += 1;
                knowledge.facts.insert(*digest, document.fact());
            } else {
                unread.push(*digest);
            }
        }
        let mut readings = Vec::new();
        self.registry
            .read_many(repository, &unread, |digest, reading| readings.push((digest, reading)))
            .await;
        let asked_at = self.clock.now();
        let mut tagged_unknown = Vec::new();
        for (digest, reading) in readings {
            match reading {
                Reading::Read(document) => {
                    count.read += 1;
                    self.keep(&document, tell);
                    knowledge.facts.insert(digest, document.fact());
                }
                Reading::Failed(failure) => {
                    if let FailureKind::WaitTooLong { wait } = failure.kind {
                        return Err(WaitTooLong(wait));
                    }
                    knowledge.facts.insert(digest, fact_of_failure(failure));
                }
                Reading::Unknown => match version_of(inventory, digest) {
                    Some(version) if !version.tags.is_empty() => {
                        tagged_unknown.push((digest, version.clone()));
                    }
                    Some(version) => {
                        knowledge.facts.insert(digest, unknown(version, policy, asked_at));
                    }
                    // A part that no listing has and no registry knows.
                    None => {
                        knowledge.facts.insert(digest, Fact::Gone);
                    }
                },
            }
        }
        if !tagged_unknown.is_empty() {
            self.look_again(repository, tagged_unknown, policy, asked_at, knowledge).await?;
        }
        Ok(count)
    }

    /// Looks a second time, by digest and by tag, at tagged versions that the registry did not know.
    async fn look_again(
        &self,
        repository: &Repository,
        versions: Vec<(Digest, Version)>,
        policy: &Policy,
        asked_at: Timestamp,
        knowledge: &mut Knowledge,
    ) -> Result<(), WaitTooLong> {
        let passed = self.clock.now().duration_since(asked_at).max(SignedDuration::ZERO);
        self.clock.sleep(BETWEEN_LOOKS.saturating_sub(passed.unsigned_abs())).await;
        for (digest, version) in versions {
            let mut fact = match self.registry.read(repository, digest).await {
                Reading::Read(document) => document.fact(),
                Reading::Unknown => unknown(&version, policy, asked_at),
                Reading::Failed(failure) => {
                    if let FailureKind::WaitTooLong { wait } = failure.kind {
                        return Err(WaitTooLong(wait));
                    }
                    fact_of_failure(failure)
                }
            };
            if fact == Fact::Gone {
                for tag in &version.tags {
                    if let Some(why) = self.still_tagged(repository, tag).await {
                        fact = Fact::Unanswered(why);
                    }
                }
            }
            knowledge.facts.insert(digest, fact);
        }
        Ok(())
    }

    /// Why a tag does not bear out that its version is gone, if it does not.
    async fn still_tagged(&self, repository: &Repository, tag: &Tag) -> Option<String> {
        match self.registry.read_by_tag(repository, tag).await {
            Reading::Unknown => None,
            Reading::Read(_) => {
                Some(format!("the registry does not know its digest, but has its tag `{tag}`"))
            }
            Reading::Failed(failure) => Some(failure.why),
        }
    }

    fn keep(&self, document: &Document, tell: &dyn Fn(Event)) {
        if let Err(unusable) = self.cache.borrow_mut().put(document) {
            let notice = Notice::NoCache(unusable.to_string());
            tell(Event::Noticed { package: None, notice });
        }
    }

    /// Whether so much was read without a cache that it is worth a warning for a public package.
    pub(super) fn is_worth_a_warning(&self, count: Count) -> bool {
        self.cache.borrow().start() == Start::Cold && count.read > MANY_MANIFESTS
    }

    /// Brings the cache back to its size. To be called once, at the end.
    pub(super) fn close(&self, tell: &dyn Fn(Event)) {
        if let Err(unusable) = self.cache.borrow_mut().trim() {
            let notice = Notice::NoCache(unusable.to_string());
            tell(Event::Noticed { package: None, notice });
        }
    }
}

fn version_of(inventory: &Inventory, digest: Digest) -> Option<&Version> {
    inventory.versions().iter().find(|version| version.digest() == Some(digest))
}

/// What is known of a manifest that could not be had.
fn fact_of_failure(failure: ReadFailure) -> Fact {
    match failure.kind {
        FailureKind::Lasting => Fact::Unreadable(failure.why),
        FailureKind::Passing | FailureKind::WaitTooLong { .. } => Fact::Unanswered(failure.why),
    }
}

/// What follows when the registry does not know a version that GitHub lists: it is a ghost when it is
/// older than the grace, else it may still be arriving.
fn unknown(version: &Version, policy: &Policy, now: Timestamp) -> Fact {
    let old = |time: Option<Timestamp>| {
        time.is_some_and(|time| {
            policy.untagged_grace.is_none_or(|grace| grace.has_passed_since(time, now))
        })
    };
    if old(version.created_at) && old(version.updated_at) {
        Fact::Gone
    } else {
        Fact::Unanswered("the registry does not know it yet, and it is young".to_owned())
    }
}
