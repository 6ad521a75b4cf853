//! Undoing an earlier run: what its record says that it deleted comes back.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::named_record::{problem, read_named};
use super::packages::{By, Wanted};
use super::planning::{Listings, Planned, Planner};
use crate::domain::{
    Comeback, DeletedByRun, Digest, Inventory, PackageKey, Tag, Version, VersionId,
};
use crate::events::{Event, Problem};
use crate::execution::Change;
use crate::github::ApiError;
use crate::inputs::{Place, Request, WorkspacePath};
use crate::report::{OutcomeWord, ReadRecord, RecordLine, RecordedVerdict};

/// The name of the input.
const INPUT: &str = "restore-from";

/// How long to wait for listings that are behind, one time after the other.
const BEHIND: [Duration; 4] = [
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
];

/// So long after a run what it deleted may be missing in a listing of what is deleted because that is
/// behind; later it is missing because nobody can bring it back.
const FRESH: SignedDuration = SignedDuration::from_hours(1);

/// What an earlier run deleted, or may have deleted.
#[derive(Debug, Default)]
pub(super) struct UndoneRun {
    /// When that run began.
    made_at: Option<Timestamp>,
    packages: BTreeMap<PackageKey, UndonePackage>,
}

/// What an earlier run deleted of one package.
#[derive(Debug, Default)]
struct UndonePackage {
    versions: DeletedByRun,
    /// How the deletion of the package as a whole ended, where it was deleted so.
    whole: Option<OutcomeWord>,
    /// What was to go, as it was listed then: number, name and tags.
    rows: Vec<(VersionId, String, Vec<Tag>)>,
    /// The tags that were taken off versions that stayed.
    tags: Vec<UndoneTag>,
}

/// Reads the record of the run to undo.
///
/// # Errors
/// What is wrong with the file, in a sentence. Nothing was requested.
pub(super) fn load(
    request: &Request,
    workspace: &Path,
    path: &WorkspacePath,
) -> Result<UndoneRun, String> {
    let read = read_named(INPUT, request, workspace, path)?;
    let says = |why: &str| Err(problem(INPUT, path, why));
    if read.header.dry_run {
        return says(
            "it is of a dry run, which changed nothing; name the record of the run itself",
        );
    }
    if read.header.inputs.iter().any(|(name, value)| name == "mode" && value != "delete") {
        return says(
            "it is of a run that restored; what that brought back goes again by `version-ids`, as the \
             end of its summary shows",
        );
    }
    UndoneRun::of(&read).or_else(|why| says(&why))
}

/// A tag that an earlier run took off, or may have taken off.
#[derive(Debug)]
pub(super) struct UndoneTag {
    /// The version that it was on, as far as the record tells.
    pub(super) version: Version,
    /// The tag.
    pub(super) tag: Tag,
    /// The digest of what was pushed under the tag.
    pub(super) empty: Digest,
}

impl UndonePackage {
    fn note_tag(&mut self, id: VersionId, name: &str, tag: &Tag, empty: Digest) {
        let version = Version {
            id,
            name: name.to_owned(),
            tags: vec![tag.clone()],
            created_at: None,
            updated_at: None,
            deleted_at: None,
        };
        self.tags.push(UndoneTag { version, tag: tag.clone(), empty });
    }
}

/// Notes by package which tags a run took off, or may have taken off.
fn note_tags(
    read: &ReadRecord,
    packages: &mut BTreeMap<PackageKey, UndonePackage>,
) -> Result<(), String> {
    for line in &read.lines {
        if let RecordLine::Untagging { package, id, name, tag, empty } = line {
            let Some(empty) = Digest::parse(empty) else {
                return Err(format!("it is damaged: `{empty}` is no digest"));
            };
            packages.entry(package.key()).or_default().note_tag(*id, name, tag, empty);
        } else if let RecordLine::Untagged { package, id, tag, outcome, .. } = line
            && !matches!(outcome, OutcomeWord::Done | OutcomeWord::Unknown)
            && let Some(known) = packages.get_mut(&package.key())
        {
            known.tags.retain(|one| one.version.id != *id || one.tag != *tag);
        }
    }
    packages.retain(|_, known| {
        known.whole.is_some() || known.versions.ids().next().is_some() || !known.tags.is_empty()
    });
    Ok(())
}

impl UndoneRun {
    /// The tags that run took off versions of this package, or may have taken off.
    pub(super) fn tags_of(&self, package: &PackageKey) -> &[UndoneTag] {
        self.packages.get(package).map_or(&[], |known| &known.tags)
    }

    /// What that run deleted of this package, or may have deleted.
    pub(super) fn versions_of(&self, package: &PackageKey) -> DeletedByRun {
        self.packages.get(package).map(|known| known.versions.clone()).unwrap_or_default()
    }

    /// What the record says. A run deletes what it has planned to delete, so a record that says otherwise
    /// is damaged.
    fn of(read: &ReadRecord) -> Result<Self, String> {
        let mut roots: BTreeMap<(PackageKey, VersionId), VersionId> = BTreeMap::new();
        let mut sent: BTreeMap<PackageKey, Vec<VersionId>> = BTreeMap::new();
        let mut rows: BTreeMap<PackageKey, Vec<(VersionId, String, Vec<Tag>)>> = BTreeMap::new();
        for line in &read.lines {
            if let RecordLine::Judged {
                package,
                id,
                name,
                tags,
                verdict: RecordedVerdict::Delete,
                root,
                ..
            } = line
            {
                roots.insert((package.key(), *id), *root);
                rows.entry(package.key()).or_default().push((*id, name.clone(), tags.clone()));
            } else if let RecordLine::Sent { step, .. } = line
                && let (Some(id), Change::Delete) = (step.id, step.change)
            {
                sent.entry(step.package.key()).or_default().push(id);
            }
        }
        let mut gone_by = read.gone_by();
        let changed = read.changes(Change::Delete);
        let own =
            changed.iter().flat_map(|(key, changes)| changes.own.iter().map(move |id| (key, id)));
        if let Some((key, id)) =
            own.into_iter().find(|(key, id)| !roots.contains_key(&((*key).clone(), **id)))
        {
            return Err(format!(
                "it is damaged: version {id} of {key} was deleted, and not planned to be"
            ));
        }
        let packages = changed.into_iter().filter_map(|(key, changes)| {
            let whole = changes.whole.filter(|outcome| match outcome {
                OutcomeWord::Done | OutcomeWord::Unknown => true,
                OutcomeWord::AlreadySo
                | OutcomeWord::Held
                | OutcomeWord::Refused
                | OutcomeWord::Blocked
                | OutcomeWord::PackageEnded
                | OutcomeWord::NotReached => false,
            });
            if whole.is_none() && changes.own.is_empty() {
                return None;
            }
            let mut seen = BTreeSet::new();
            let order = sent.remove(&key).unwrap_or_default().into_iter();
            let own = order.filter(|id| changes.own.contains(id) && seen.insert(*id));
            let root = |id| roots.get(&(key.clone(), id)).copied().unwrap_or(id);
            let versions = DeletedByRun::new(own.map(|id| (id, root(id))));
            let versions = versions.gone_by(gone_by.remove(&key).unwrap_or_default());
            let rows = rows.remove(&key).unwrap_or_default();
            Some((key, UndonePackage { versions, whole, rows, tags: Vec::new() }))
        });
        let mut packages = packages.collect();
        note_tags(read, &mut packages)?;
        Ok(Self { made_at: Some(read.header.at), packages })
    }

    /// The packages in which that run deleted something, as far as they are asked for.
    pub(super) fn packages(&self, place: &Place) -> Vec<Wanted> {
        let asked = self
            .packages
            .keys()
            .filter(|key| place.package_types.contains(&key.package_type) && place.has(key));
        asked.map(|key| Wanted { key: key.clone(), by: By::Name }).collect()
    }
}

impl Planner<'_> {
    /// Plans to bring back what a run deleted of a package.
    pub(super) async fn undo(
        &self,
        package: &PackageKey,
        undone: &UndoneRun,
        tell: &dyn Fn(Event),
    ) -> Result<Planned, ApiError> {
        let nothing = UndonePackage::default();
        let gone = undone.packages.get(package).unwrap_or(&nothing);
        match gone.whole {
            Some(OutcomeWord::Done) => {
                return Ok(Planned::lost_package_of(package, gone.rows_of()));
            }
            Some(_) => match self.client.get_package(self.owner, package).await {
                Ok(_) => {}
                Err(error) if error.is_not_found() => {
                    return Ok(Planned::lost_package_of(package, gone.rows_of()));
                }
                Err(error) => return Err(error),
            },
            None => {}
        }
        let listings = self.current_listings(package, gone, undone.made_at).await?;
        let lost = listings.absent(gone);
        let mut knowledge = self.recalled(&listings.deleted);
        if let Some(active) = &listings.active {
            // What an image that is there needs comes back, whatever becomes of its own.
            knowledge.facts.extend(self.recalled(active).facts);
        }
        let comeback = Comeback::OfRun(&gone.versions);
        let planned = self.restore(listings, knowledge, &comeback, tell);
        if !lost.is_empty() {
            let (package, problem) = (Some(package.clone()), lost_for_good(package, &lost));
            tell(Event::Failed { package, problem });
        }
        Ok(planned)
    }

    /// What is there and what is deleted, once what the run deleted shows in it. A listing may be behind
    /// for some seconds.
    async fn current_listings(
        &self,
        package: &PackageKey,
        gone: &UndonePackage,
        made_at: Option<Timestamp>,
    ) -> Result<Listings, ApiError> {
        let mut listings = self.list_both(package).await?;
        for pause in BEHIND {
            if !self.are_behind(&listings, gone, made_at).await? {
                break;
            }
            self.reader.clock.sleep(pause).await;
            listings = self.list_both(package).await?;
        }
        Ok(listings)
    }

    /// Whether listings do not show yet what the run deleted.
    async fn are_behind(
        &self,
        listings: &Listings,
        gone: &UndonePackage,
        made_at: Option<Timestamp>,
    ) -> Result<bool, ApiError> {
        let package = &listings.deleted.package;
        let deleted: BTreeSet<VersionId> =
            listings.deleted.versions().iter().map(|row| row.id).collect();
        let active = listings.active.iter().flat_map(Inventory::versions);
        let shown = active.filter(|row| gone.versions.has(row.id) && !deleted.contains(&row.id));
        // They were shown in the same state when they were listed, so one tells of all.
        if let Some(row) = shown.max_by_key(|row| gone.versions.place_of(row.id)) {
            return match self.client.get_version(self.owner, package, row.id).await {
                Ok(_) => Ok(false),
                Err(error) if error.is_not_found() => Ok(true),
                Err(error) => Err(error),
            };
        }
        let age = made_at.map(|at| self.now.duration_since(at));
        Ok(age.is_some_and(|age| age < FRESH) && !listings.absent(gone).is_empty())
    }
}

impl Listings {
    /// What the run deleted and neither listing has.
    fn absent(&self, gone: &UndonePackage) -> Vec<VersionId> {
        let Some(active) = &self.active else { return Vec::new() };
        let rows = active.versions().iter().chain(self.deleted.versions());
        let known: BTreeSet<VersionId> = rows.map(|row| row.id).collect();
        gone.versions.ids().filter(|id| !known.contains(id)).collect()
    }
}

impl UndonePackage {
    /// What was to go, as far as a record tells.
    fn rows_of(&self) -> Vec<Version> {
        let row = |(id, name, tags): &(VersionId, String, Vec<Tag>)| Version {
            id: *id,
            name: name.clone(),
            tags: tags.clone(),
            created_at: None,
            updated_at: None,
            deleted_at: None,
        };
        self.rows.iter().map(row).collect()
    }
}

/// What can't be brought back.
fn lost_for_good(package: &PackageKey, lost: &[VersionId]) -> Problem {
    const NAMED: usize = 10;
    let named: Vec<String> = lost.iter().take(NAMED).map(VersionId::to_string).collect();
    let rest = match lost.len().saturating_sub(NAMED) {
        0 => String::new(),
        left => format!(" and {left} more"),
    };
    Problem {
        doing: format!("bring back {} of the versions of {package} that the run deleted", lost.len()),
        said: format!("GitHub lists them neither as there nor as deleted: {}{rest}", named.join(", ")),
        means: "GitHub keeps what was deleted for 30 days; that time is over, or they were removed for \
                good"
            .to_owned(),
        advice: "publish them again, if they are needed; everything else is brought back".to_owned(),
    }
}
