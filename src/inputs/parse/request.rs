//! The whole request.

use super::{files, guards, images, keep, place, rule, run, window};
use crate::domain::{DeletedWindow, PackageType, Policy};
use crate::inputs::environment::Environment;
use crate::inputs::problem::{InputProblems, Noted};
use crate::inputs::reading::Reader;
use crate::inputs::request::{Mode, Request, Scope};
use crate::inputs::spec::RunKind;
use crate::inputs::table::Input;

/// Makes a sound request of the inputs, or says everything that is wrong with them.
///
/// No request is sent here. The only file that is read is the event's, which may tell what kind of
/// account the owner is.
pub fn parse(environment: &Environment) -> Result<Request, InputProblems> {
    let mut reader = Reader::new(environment);
    let request = request(&mut reader);
    reader.finish(request)
}

/// Reads every group before it looks at whether one was unsound, so that all problems are noted.
fn request(reader: &mut Reader<'_>) -> Result<Request, Noted> {
    let token = reader.token();
    let kind = run::kind(reader);
    if let Ok(kind) = kind {
        run::refuse_bystanders(reader, kind);
    }
    if reader.is_given(Input::Apply) {
        run::refuse_policy_beside_a_plan(reader);
    }
    let package_types = match kind {
        // The record names them.
        Ok(RunKind::RestoreRecorded) if !reader.is_given(Input::PackageType) => {
            Ok(PackageType::ALL.to_vec())
        }
        _ => place::package_types(reader),
    };
    let place = place::place(reader, kind, package_types.clone());
    let window = window::window(reader);
    let types = package_types.as_deref().map_err(|noted| *noted);
    let policy = policy(reader, kind, types, window);
    let dry_run = guards::dry_run(reader);
    let limits = guards::limits(reader);
    let record_file = files::record_file(reader);
    let cache = files::cache_path(reader);
    let record_path = record_file.as_ref().map_err(|noted| *noted);
    let apply = files::earlier_record(reader, Input::Apply, record_path);
    let restore_from = files::earlier_record(reader, Input::RestoreFrom, record_path);
    let compare_to = files::compare_to(reader, record_path, dry_run);
    let explain = files::explain(reader, dry_run);
    let given = reader.given();
    let (mode, target) = match kind? {
        RunKind::DeleteVersions => (Mode::Delete, Scope::Versions),
        RunKind::DeletePackages => (Mode::Delete, Scope::Packages),
        RunKind::RestoreVersions | RunKind::RestoreRecorded => {
            (Mode::Restore(window?), Scope::Versions)
        }
        RunKind::Repair => (Mode::Repair, Scope::Versions),
        RunKind::RestorePackages => (Mode::Restore(window?), Scope::Packages),
    };
    Ok(Request {
        token: token?,
        place: place?,
        mode,
        target,
        policy: policy?,
        dry_run: dry_run?,
        limits: limits?,
        record_file: record_file?,
        cache: cache?,
        apply: apply?,
        restore_from: restore_from?,
        compare_to: compare_to?,
        explain: explain?,
        given,
    })
}

/// What decides over each version.
fn policy(
    reader: &mut Reader<'_>,
    kind: Result<RunKind, Noted>,
    types: Result<&[PackageType], Noted>,
    window: Result<DeletedWindow, Noted>,
) -> Result<Policy, Noted> {
    let incomplete_images = images::incomplete_images(reader, types);
    let orphaned_referrers = images::orphaned_referrers(reader, types);
    if let (Ok(RunKind::Repair), Ok(types)) = (kind, types) {
        images::refuse_types_without_parts(reader, types);
    }
    let rules = rule::rules(reader, kind, types, window, orphaned_referrers);
    let keep = keep::keep(reader);
    let untagged_grace = keep::untagged_grace(reader);
    let guards = guards::guards(reader);
    Ok(Policy {
        rules: rules?,
        keep: keep?,
        untagged_grace: untagged_grace?,
        incomplete_images: incomplete_images?,
        orphaned_referrers: orphaned_referrers?,
        guards: guards?,
    })
}
