//! Carrying out a record: a plan, or what a run that was cut off did not get to.

use std::path::Path;

use super::named_record::{problem, read_named};
use crate::domain::{ExactNames, PackageKey};
use crate::inputs::{Environment, Request, WorkspacePath, refuse_another_place, request_of_plan};
use crate::report::{RecordEnding, RecordedPlan};

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
) -> Result<(Request, RecordedPlan), Vec<String>> {
    let read = read_named("apply", request, workspace, path).map_err(|problem| vec![problem])?;
    let header = &read.header;
    if header.dry_run && read.ending == RecordEnding::CutOff {
        let why = "it is a plan that is not whole: its last line is missing; hand on the whole file, \
                   or make the plan anew";
        return Err(vec![problem("apply", path, why)]);
    }
    let is_restore = header.inputs.iter().any(|(name, value)| name == "mode" && value != "delete");
    if is_restore {
        let why = "it is about restoring; run that itself instead, it does nothing twice";
        return Err(vec![problem("apply", path, why)]);
    }
    refuse_another_place(request, &header.inputs)
        .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    let planned = request_of_plan(environment, request, &header.inputs).map_err(|problems| {
        problems
            .iter()
            .map(|one| format!("in the record that `apply` names: {one}"))
            .collect::<Vec<_>>()
    })?;
    let plan = RecordedPlan::of(&read);
    match stranger(&planned, &plan) {
        Some(package) => {
            let why = format!(
                "it is about {package}, and `packages: auto` means another package here; carry it out \
                 in a workflow of the repository that it was made for, or make it with `packages` \
                 written out"
            );
            Err(vec![problem("apply", path, &why)])
        }
        None => Ok((planned, plan)),
    }
}

/// A package of the plan that the name of this repository does not stand for, where it has to.
fn stranger<'a>(planned: &Request, plan: &'a RecordedPlan) -> Option<&'a PackageKey> {
    let place = &planned.place;
    if !place.packages.iter().any(|list| matches!(list.exact, ExactNames::Repository(_))) {
        return None;
    }
    plan.packages().find(|package| {
        let named = place.named(package.package_type);
        !named.iter().any(|name| name.as_str().eq_ignore_ascii_case(package.name.as_str()))
            && !place.takes_from_listing(&package.name)
    })
}
