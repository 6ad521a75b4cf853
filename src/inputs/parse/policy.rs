//! The rules of a policy, each read like the single inputs.

use super::packages::packages;
use super::referenced::Nameable;
use super::rule::{rule, selects};
use super::{images, keep, run};
use crate::domain::{
    Age, DeletedWindow, Keep, Login, OrphanedReferrers, Packages, PolicyPart, RuleName,
};
use crate::inputs::policy::RuleText;
use crate::inputs::problem::Noted;
use crate::inputs::reading::Reader;
use crate::inputs::spec::{Group, RunKind};
use crate::inputs::table::Input;

/// What every rule of a policy is read with.
#[derive(Clone, Copy)]
pub(super) struct OfTheRun<'a> {
    pub(super) kind: Result<RunKind, Noted>,
    pub(super) nameable: Nameable<'a>,
    pub(super) window: Result<DeletedWindow, Noted>,
    pub(super) untagged_grace: Result<Option<Age>, Noted>,
}

/// The packages that each rule concerns: its own, else those of the run.
pub(super) fn package_lists(
    reader: &mut Reader<'_>,
    rules: &[RuleText],
    owner: Result<&Login, Noted>,
) -> Result<Vec<Packages>, Noted> {
    let has_own = |rule: &RuleText| rule.written.contains_key(&Input::Packages);
    let of_the_run = if rules.iter().all(has_own) {
        if reader.is_given(Input::Packages) {
            let value = reader.value(Input::Packages).unwrap_or_default();
            let expected = "a rule without `packages`, or its default";
            let advice =
                "every rule of the policy says itself which packages it concerns; leave it out";
            reader.object(Input::Packages, &value, expected, advice);
        }
        None
    } else {
        Some(packages(reader, owner))
    };
    let lists = rules.iter().map(|rule| match &of_the_run {
        Some(of_the_run) if !has_own(rule) => of_the_run.clone(),
        _ => reader.in_rule(rule, |reader| packages(reader, owner)),
    });
    let lists: Vec<_> = lists.collect();
    lists.into_iter().collect()
}

/// The rules of a policy, of which at least one takes.
pub(super) fn parts(
    reader: &mut Reader<'_>,
    rules: &[RuleText],
    lists: Result<&[Packages], Noted>,
    of_the_run: OfTheRun<'_>,
) -> Result<Vec<PolicyPart>, Noted> {
    let read = rules.iter().enumerate().map(|(at, rule)| {
        let packages = lists.map(|lists| &lists[at]);
        reader.in_rule(rule, |reader| part(reader, &rule.name, packages, of_the_run))
    });
    let read: Vec<_> = read.collect();
    let parts = read.into_iter().collect::<Result<Vec<_>, _>>()?;
    if parts.iter().any(PolicyPart::takes_any) {
        return Ok(parts);
    }
    let advice = "every rule only keeps, so nothing would ever go; say in a rule what is to";
    Err(reader.note_lack(Input::Policy, "a rule that selects", advice))
}

/// One rule, its keys in the place of the inputs.
fn part(
    reader: &mut Reader<'_>,
    name: &str,
    packages: Result<&Packages, Noted>,
    of_the_run: OfTheRun<'_>,
) -> Result<PolicyPart, Noted> {
    let OfTheRun { kind, nameable, window, untagged_grace: of_run } = of_the_run;
    let package_types = nameable.package_types;
    if let Ok(kind) = kind {
        run::refuse_bystanders(reader, kind);
    }
    let name = RuleName::Named(name.to_owned());
    let orphaned_referrers = images::orphaned_referrers(reader, package_types);
    let rule = rule(reader, kind, package_types, name.clone());
    let keep = kept(reader, nameable);
    let untagged_grace = grace(reader, of_run);
    let (rule, keep, untagged_grace) = (rule?, keep?, untagged_grace?);
    let orphaned_referrers = orphaned_referrers?;
    let takes_what_was_deleted = kind? == RunKind::RestoreVersions && window?.is_bounded();
    let takes = (selects(&rule) || takes_what_was_deleted).then_some(rule);
    if takes.is_none() {
        refuse_what_narrows_nothing(reader);
        let takes_orphans = orphaned_referrers == OrphanedReferrers::Delete;
        if !takes_orphans && keep.is_empty() && untagged_grace.is_none() {
            let selectors: Vec<String> =
                Input::selectors(kind?).map(|selector| format!("`{selector}`")).collect();
            let expected = format!("a key that selects or keeps: {}", selectors.join(", "));
            let advice = "say what the rule takes, or what it protects";
            return Err(reader.note_lack(Input::Packages, expected, advice));
        }
    }
    let packages = packages?.clone();
    Ok(PolicyPart { name, packages, takes, keep, untagged_grace, orphaned_referrers })
}

/// What the rule protects. It takes nothing from what the run keeps.
fn kept(reader: &mut Reader<'_>, nameable: Nameable<'_>) -> Result<Keep, Noted> {
    let input = Input::KeepTags;
    let keep = keep::keep(reader, nameable)?;
    if keep.tags.patterns.is_empty() && reader.is_written(input) {
        let expected = "patterns to protect beside what the run keeps";
        let advice = "a rule can't take away what holds for the whole run; leave it out, or write \
                      `none` for the input `keep-tags`";
        return Err(reader.object(input, "none", expected, advice));
    }
    Ok(keep)
}

/// The grace of the rule, which is longer than that of the run.
fn grace(
    reader: &mut Reader<'_>,
    of_run: Result<Option<Age>, Noted>,
) -> Result<Option<Age>, Noted> {
    let input = Input::UntaggedGrace;
    let grace = keep::untagged_grace(reader)?;
    let Some(of_run) = of_run?.filter(|of_run| grace.is_none_or(|grace| grace < *of_run)) else {
        return Ok(grace);
    };
    if !reader.is_written(input) {
        return Ok(grace);
    }
    let value = reader.value(input)?;
    let expected = format!("at least the `{of_run}` that hold for the whole run");
    let advice = "a rule can only hold untagged images longer; shorten the input `untagged-grace`";
    Err(reader.object(input, &value, expected, advice))
}

/// Refuses what narrows or steers a selection where there is none: somebody counts on it.
fn refuse_what_narrows_nothing(reader: &mut Reader<'_>) {
    for input in Input::ALL.iter().copied() {
        let narrows = input.spec().group == Group::What && input != Input::OrphanedReferrers;
        if narrows && reader.is_given(input) {
            let value = reader.value(input).unwrap_or_default();
            let expected = "a key that selects beside it";
            reader.object(input, &value, expected, "the rule takes nothing without one");
        }
    }
}
