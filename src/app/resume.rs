//! Carrying out a record: what a run that was cut off had planned and did not get to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::Timestamp;

use super::named_record::{problem, read_named};
use crate::domain::{EarlierPlan, Inventory, PackageKey, Tag, VersionId};
use crate::inputs::{Environment, Request, WorkspacePath, request_of_plan};
use crate::report::{ReadRecord, RecordLine, RecordedVerdict};

/// What a record says of each package.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// When its run began.
    made_at: Option<Timestamp>,
    packages: BTreeMap<PackageKey, Recorded>,
}

/// What a record says of one package.
#[derive(Debug, Default)]
struct Recorded {
    /// What was to be deleted, with its tags then and its image's root.
    doomed: BTreeMap<VersionId, (Vec<Tag>, VersionId)>,
    /// What was sent, whatever came of it.
    sent: BTreeSet<VersionId>,
}

impl Record {
    /// The plan for one package, as far as it is still to be carried out.
    ///
    /// A root that was sent and is not there any more is gone; what the record lists as its parts was
    /// left over.
    pub(super) fn plan_for(&self, active: &Inventory) -> EarlierPlan {
        let Some(recorded) = self.packages.get(&active.package) else {
            return EarlierPlan::default();
        };
        let there: BTreeSet<VersionId> = active.versions().iter().map(|one| one.id).collect();
        let is_gone = |root: &VersionId| recorded.sent.contains(root) && !there.contains(root);
        let left_over = recorded
            .doomed
            .iter()
            .filter(|(id, (_, root))| *id != root && is_gone(root))
            .map(|(id, (_, root))| (*id, *root))
            .collect();
        let taken = recorded.doomed.iter().map(|(id, (tags, _))| (*id, tags.clone())).collect();
        EarlierPlan { made_at: self.made_at, taken, left_over }
    }
}

/// Reads the record that a request names, and gives the request that carries it out.
///
/// # Errors
/// What is wrong with the file or with the inputs that it holds, each problem in a sentence. Nothing was
/// requested.
pub(super) fn load(
    environment: &Environment,
    request: &Request,
    workspace: &Path,
    path: &WorkspacePath,
) -> Result<(Request, Record), Vec<String>> {
    let read = read_named("apply", request, workspace, path).map_err(|problem| vec![problem])?;
    let header = &read.header;
    let is_restore = header.inputs.iter().any(|(name, value)| name == "mode" && value != "delete");
    if is_restore {
        let why = "it is of a run that restored; run that again instead, it does nothing twice";
        return Err(vec![problem("apply", path, why)]);
    }
    let planned = request_of_plan(environment, request, &header.inputs).map_err(|problems| {
        problems
            .iter()
            .map(|one| format!("in the record that `apply` names: {one}"))
            .collect::<Vec<_>>()
    })?;
    Ok((planned, recorded(&read)))
}

fn recorded(read: &ReadRecord) -> Record {
    let mut record = Record { made_at: Some(read.header.at), ..Record::default() };
    for line in &read.lines {
        match line {
            RecordLine::Judged {
                package,
                id,
                tags,
                verdict: RecordedVerdict::Delete,
                root,
                ..
            } => {
                let one = record.packages.entry(package.key()).or_default();
                one.doomed.insert(*id, (tags.clone(), *root));
            }
            RecordLine::Sent { step, .. } => {
                if let Some(id) = step.id {
                    record.packages.entry(step.package.key()).or_default().sent.insert(id);
                }
            }
            RecordLine::Judged { .. }
            | RecordLine::Listed { .. }
            | RecordLine::Planned { .. }
            | RecordLine::Ended { .. }
            | RecordLine::Failed { .. }
            | RecordLine::Refused { .. }
            | RecordLine::Stopping { .. }
            | RecordLine::HeldBack { .. }
            | RecordLine::Healed { .. }
            | RecordLine::Checked { .. }
            | RecordLine::Finished { .. } => {}
        }
    }
    record
}
