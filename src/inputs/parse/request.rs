//! The whole request.

use super::packages::{every_package, packages};
use super::policy::{self, OfTheRun};
use super::referenced::Nameable;
use super::whole_packages::refuse_unless_meant;
use super::{files, guards, images, keep, place, rule, run, window};
use crate::domain::{
    DeletedWindow, Login, OrphanedReferrers, PackageType, Packages, Policy, PolicyPart,
};
use crate::inputs::environment::Environment;
use crate::inputs::policy::{RuleText, policy_text, rules};
use crate::inputs::problem::{InputProblems, Noted};
use crate::inputs::reading::Reader;
use crate::inputs::request::{Mode, Request, Scope};
use crate::inputs::spec::RunKind;
use crate::inputs::table::Input;

/// Makes a sound request of the inputs, or says everything that is wrong with them.
///
/// No request is sent here. The only files that are read are the policy, those of `keep-referenced-in`, and
/// the event's, which may tell what kind of account the owner is.
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
    let text = policy_text(reader);
    if let Ok(Some(_)) = text {
        run::refuse_rules_of_inputs(reader);
    }
    let rules = match &text {
        Ok(Some(text)) => rules(reader, text).map(Some),
        Ok(None) => Ok(None),
        Err(noted) => Err(*noted),
    };
    let package_types = match kind {
        // The record names them.
        Ok(RunKind::RestoreRecorded) if !reader.is_given(Input::PackageType) => {
            Ok(PackageType::ALL.to_vec())
        }
        _ => place::package_types(reader),
    };
    let types = package_types.as_deref().map_err(|noted| *noted);
    let owner = place::owner(reader);
    let of_owner = owner.as_ref().map_err(|noted| *noted);
    let servers = place::servers(reader);
    let home = place::home(of_owner, servers.as_ref());
    let nameable = Nameable { home: home.as_ref().map_err(|noted| *noted), package_types: types };
    let window = window::window(reader);
    let (policy, packages) = match rules {
        Ok(None) => {
            let packages = match kind {
                // The record names them.
                Ok(RunKind::RestoreRecorded) if !reader.is_given(Input::Packages) => {
                    every_package(reader)
                }
                _ => packages(reader, of_owner),
            };
            let packages = refuse_unless_meant(reader, kind, packages);
            let policy = policy_of_inputs(reader, kind, window, nameable);
            (policy.map(|policy| (policy, Vec::new())), packages.map(|list| vec![list]))
        }
        Ok(Some(rules)) => {
            let policy = policy_of_rules(reader, &rules, of_owner, kind, window, nameable);
            let packages = match &policy {
                Ok((_, parts)) => Ok(looked_at(parts)),
                Err(noted) => Err(*noted),
            };
            (policy, packages)
        }
        Err(noted) => (Err(noted), Err(noted)),
    };
    let place = place::place(reader, owner, servers, package_types.clone(), packages);
    let untag = images::untag(reader, types);
    let dry_run = guards::dry_run(reader);
    let limits = guards::limits(reader);
    let terms = guards::pace(reader);
    let record_file = files::record_file(reader);
    let cache = files::cache_path(reader);
    let record_path = record_file.as_ref().map_err(|noted| *noted);
    let apply = files::earlier_record(reader, Input::Apply, record_path);
    let restore_from = files::earlier_record(reader, Input::RestoreFrom, record_path);
    let compare_to = files::compare_to(reader, record_path, dry_run);
    let explain = files::explain(reader, dry_run);
    let mut given = reader.given();
    for (name, value) in &mut given {
        if let (Ok(Some(text)), true) = (&text, name == Input::Policy.name()) {
            *value = reader.without_token(&text.inline());
        }
    }
    let (mode, target) = match kind? {
        RunKind::DeleteVersions => (Mode::Delete, Scope::Versions),
        RunKind::DeletePackages => (Mode::Delete, Scope::Packages),
        RunKind::RestoreVersions | RunKind::RestoreRecorded => {
            (Mode::Restore(window?), Scope::Versions)
        }
        RunKind::Repair => (Mode::Repair, Scope::Versions),
        RunKind::RestorePackages => (Mode::Restore(window?), Scope::Packages),
    };
    let (policy, parts) = policy?;
    Ok(Request {
        token: token?,
        place: place?,
        mode,
        target,
        policy,
        parts,
        untag: untag?,
        dry_run: dry_run?,
        limits: limits?,
        pace: terms?,
        record_file: record_file?,
        cache: cache?,
        apply: apply?,
        restore_from: restore_from?,
        compare_to: compare_to?,
        explain: explain?,
        given,
    })
}

/// What decides over each version by the single inputs.
fn policy_of_inputs(
    reader: &mut Reader<'_>,
    kind: Result<RunKind, Noted>,
    window: Result<DeletedWindow, Noted>,
    nameable: Nameable<'_>,
) -> Result<Policy, Noted> {
    let types = nameable.package_types;
    let orphaned_referrers = images::orphaned_referrers(reader, types);
    if let (Ok(RunKind::Repair), Ok(types)) = (kind, types) {
        images::refuse_types_without_parts(reader, types);
    }
    let rules = rule::rules(reader, kind, types, window, orphaned_referrers);
    let everywhere = everywhere(reader, nameable);
    Ok(Policy { rules: rules?, orphaned_referrers: orphaned_referrers?, ..everywhere? })
}

/// What decides over each version by the rules of a policy.
fn policy_of_rules(
    reader: &mut Reader<'_>,
    rules: &[RuleText],
    owner: Result<&Login, Noted>,
    kind: Result<RunKind, Noted>,
    window: Result<DeletedWindow, Noted>,
    nameable: Nameable<'_>,
) -> Result<(Policy, Vec<PolicyPart>), Noted> {
    let everywhere = everywhere(reader, nameable);
    let untagged_grace = everywhere.as_ref().map(|it| it.untagged_grace).map_err(|noted| *noted);
    let lists = policy::package_lists(reader, rules, owner);
    let of_the_run = OfTheRun { kind, nameable, window, untagged_grace };
    let lists = lists.as_deref().map_err(|noted| *noted);
    let parts = policy::parts(reader, rules, lists, of_the_run);
    Ok((everywhere?, parts?))
}

/// The packages that rules take from. Those of rules that only keep need not be looked at.
fn looked_at(parts: &[PolicyPart]) -> Vec<Packages> {
    let mut lists: Vec<Packages> = Vec::new();
    for part in parts.iter().filter(|part| part.takes_any()) {
        if !lists.contains(&part.packages) {
            lists.push(part.packages.clone());
        }
    }
    lists
}

/// What holds for every version, whatever the rules: keeps and guards.
fn everywhere(reader: &mut Reader<'_>, nameable: Nameable<'_>) -> Result<Policy, Noted> {
    let keep = keep::keep(reader, nameable);
    let untagged_grace = keep::untagged_grace(reader);
    let guards = guards::guards(reader);
    Ok(Policy {
        rules: Vec::new(),
        keep: keep?,
        rule_keeps: Vec::new(),
        untagged_grace: untagged_grace?,
        orphaned_referrers: OrphanedReferrers::Report,
        guards: guards?,
    })
}
