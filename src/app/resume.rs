//! Carrying out a record: what a run that was cut off had planned and did not get to.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use jiff::Timestamp;

use crate::domain::{EarlierPlan, Inventory, PackageKey, Tag, VersionId};
use crate::inputs::{Environment, Request, WorkspacePath, request_of_plan};
use crate::report::{LONGEST_RECORD, ReadRecord, RecordLine, RecordedVerdict, read_record};

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
    let problem = |why: String| vec![format!("input `apply`: {}: {why}", path.as_path().display())];
    let bytes = bytes_of(workspace, path.as_path()).map_err(problem)?;
    let read = read_record(&bytes).map_err(|error| problem(error.to_string()))?;
    let header = &read.header;
    if !header.owner.eq_ignore_ascii_case(request.place.owner.as_str()) {
        let why = format!(
            "it is about the packages of `{}`, and this run is for `{}`; give the same `owner`",
            header.owner, request.place.owner
        );
        return Err(problem(why));
    }
    if header.api.trim_end_matches('/') != request.place.api.as_str().trim_end_matches('/') {
        let why = format!(
            "it was made with the API at {}, and this run asks {}; ids mean nothing elsewhere",
            header.api, request.place.api
        );
        return Err(problem(why));
    }
    let is_restore = header.inputs.iter().any(|(name, value)| name == "mode" && value != "delete");
    if is_restore {
        let why = "it is of a run that restored; run that again instead, it does nothing twice";
        return Err(problem(why.to_owned()));
    }
    let planned = request_of_plan(environment, request, &header.inputs).map_err(|problems| {
        problems
            .iter()
            .map(|one| format!("in the record that `apply` names: {one}"))
            .collect::<Vec<_>>()
    })?;
    Ok((planned, recorded(&read)))
}

/// What is in the file. A link that leads out of the workspace is not followed.
fn bytes_of(workspace: &Path, path: &Path) -> Result<Vec<u8>, String> {
    let said = |error: std::io::Error| format!("it can't be read: {error}");
    let root = workspace.canonicalize().map_err(said)?;
    let file = workspace.join(path).canonicalize().map_err(said)?;
    if !file.starts_with(&root) {
        return Err("it leads out of the workspace".to_owned());
    }
    let length = fs::metadata(&file).map_err(said)?.len();
    if length > LONGEST_RECORD as u64 {
        return Err(format!("it has {length} bytes, and no record has more than {LONGEST_RECORD}"));
    }
    fs::read(&file).map_err(said)
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
