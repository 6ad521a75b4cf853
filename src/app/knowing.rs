//! Answers to the decision's questions: from the cache where it knows, else from the registry.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::domain::{Digest, Fact, Knowledge, Notice, Policy, Tag, Version};
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

    /// What the cache tells of these manifests. Nobody is asked.
    pub(super) fn recall(
        &self,
        digests: impl IntoIterator<Item = Digest>,
    ) -> BTreeMap<Digest, Fact> {
        let mut cache = self.cache.borrow_mut();
        let known = digests.into_iter().filter_map(|digest| Some((digest, cache.get(digest)?)));
        known.map(|(digest, document)| (digest, document.fact())).collect()
    }

    /// The manifest itself, from the cache where it knows; `None` where it can't be had.
    pub(super) async fn document(
        &self,
        repository: &Repository,
        digest: Digest,
    ) -> Option<Document> {
        let cached = self.cache.borrow_mut().get(digest);
        if cached.is_some() {
            return cached;
        }
        match self.registry.read(repository, digest).await {
            Reading::Read(document) => Some(document),
            Reading::Unknown | Reading::Failed(_) => None,
        }
    }

    /// Learns what these manifests list and speak of. Gives those that the registry does not know.
    pub(super) async fn learn(
        &self,
        repository: &Repository,
        digests: &[Digest],
        knowledge: &mut Knowledge,
        tell: &dyn Fn(Event),
    ) -> Result<(Count, Vec<Digest>), WaitTooLong> {
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
        let mut unknown = Vec::new();
        for (digest, reading) in readings {
            match reading {
                Reading::Read(document) => {
                    count.read += 1;
                    self.keep(&document, tell);
                    knowledge.facts.insert(digest, document.fact());
                }
                Reading::Failed(failure) => {
                    knowledge.facts.insert(digest, unreadable(failure)?);
                }
                Reading::Unknown => unknown.push(digest),
            }
        }
        Ok((count, unknown))
    }

    /// What follows for versions that GitHub lists and that the registry did not know at that time.
    /// Those that carry tags it is asked about once more, a while later, by digest and by tag.
    pub(super) async fn judge_unknown(
        &self,
        repository: &Repository,
        versions: &[Version],
        policy: &Policy,
        asked_at: Timestamp,
        knowledge: &mut Knowledge,
    ) -> Result<(), WaitTooLong> {
        let mut waited = false;
        for version in versions {
            let Some(digest) = version.digest() else { continue };
            let mut fact = ghost_or_young(version, policy, asked_at);
            if fact == Fact::Gone && !version.tags.is_empty() {
                if !waited {
                    let passed =
                        self.clock.now().duration_since(asked_at).max(SignedDuration::ZERO);
                    self.clock.sleep(BETWEEN_LOOKS.saturating_sub(passed.unsigned_abs())).await;
                    waited = true;
                }
                fact = self.look_again(repository, digest, version).await?;
            }
            knowledge.facts.insert(digest, fact);
        }
        Ok(())
    }

    async fn look_again(
        &self,
        repository: &Repository,
        digest: Digest,
        version: &Version,
    ) -> Result<Fact, WaitTooLong> {
        match self.registry.read(repository, digest).await {
            Reading::Read(document) => return Ok(document.fact()),
            Reading::Failed(failure) => return unreadable(failure),
            Reading::Unknown => {}
        }
        for tag in &version.tags {
            if let Some(why) = self.still_tagged(repository, tag).await {
                return Ok(Fact::Unanswered(why));
            }
        }
        Ok(Fact::Gone)
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

/// What can't be read is unreadable, unless the registry asks for more patience than is allowed.
fn unreadable(failure: ReadFailure) -> Result<Fact, WaitTooLong> {
    match failure.kind {
        FailureKind::WaitTooLong { wait } => Err(WaitTooLong(wait)),
        FailureKind::Lasting => Ok(Fact::Unreadable(failure.why)),
        FailureKind::Passing => Ok(Fact::Unanswered(failure.why)),
    }
}

/// What follows when the registry does not know a version that GitHub lists: it is a ghost when it is
/// older than the grace, else it may still be arriving.
fn ghost_or_young(version: &Version, policy: &Policy, now: Timestamp) -> Fact {
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
