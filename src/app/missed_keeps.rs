//! Rules that only protect, and name packages that a run does not look at.

use super::planning::Planned;
use crate::domain::{Notice, PackageKey, PackageName, RuleName, RunPolicy};
use crate::events::{Event, Problem};
use crate::inputs::{IfMissing, Mode, Request};

/// So many packages are named in advice.
const PACKAGES_NAMED: usize = 5;

/// Whether what such rules name lets a plan be carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keeps {
    /// As far as can be told, each protects what it is meant to.
    InPlace,
    /// One may protect nothing because of a slip in a name, and another rule takes what it was to protect.
    InDoubt,
}

/// Tells what rules that only protect name and this run does not look at: nobody asks GitHub for it, so
/// nothing else tells of a slip there. `failed` are packages that were asked for and could not be listed,
/// which is told already.
pub(super) fn tell_missed_keeps(
    request: &Request,
    policy: &RunPolicy,
    looked: &[Planned],
    failed: &[PackageKey],
    tell: &dyn Fn(Event),
) -> Keeps {
    if request.mode != Mode::Delete || looked.is_empty() {
        return Keeps::InPlace;
    }
    let there: Vec<&PackageKey> =
        looked.iter().map(|one| &one.plan.package).chain(failed).collect();
    let mut keeps = Keeps::InPlace;
    for (rule, missed) in policy.missed_by_keeps(&request.place.package_types, &there) {
        let notice = |text: String| Notice::KeepMatchesNoPackage { rule: rule.clone(), text };
        for name in missed.names {
            match request.place.if_missing {
                IfMissing::Fail => {
                    keeps = Keeps::InDoubt;
                    let problem = unknown(rule, &name, &there);
                    tell(Event::Failed { package: None, problem });
                }
                IfMissing::Ignore => {
                    let notice = notice(name.as_str().to_owned());
                    tell(Event::Noticed { package: None, notice });
                }
            }
        }
        for glob in missed.globs {
            tell(Event::Noticed { package: None, notice: notice(glob) });
        }
    }
    keeps
}

/// That a rule is to protect a package that nobody knows.
fn unknown(rule: &RuleName, name: &PackageName, there: &[&PackageKey]) -> Problem {
    let rule = match rule {
        RuleName::Inputs => String::new(),
        RuleName::Named(rule) => format!(" of rule `{rule}`"),
    };
    let named: Vec<String> =
        there.iter().take(PACKAGES_NAMED).map(|key| format!("`{}`", key.name)).collect();
    let more = if there.len() > PACKAGES_NAMED { " and others" } else { "" };
    Problem {
        doing: format!("protect `{name}`{rule}"),
        said: format!("this run looks at {}{more} alone", named.join(", ")),
        means: "the rule may protect nothing of what it is meant to, so nothing is deleted".into(),
        advice: "correct `packages` of that rule, in upper and lower case too, or take the name out; with \
                 `if-missing: ignore` it is a warning"
            .into(),
    }
}
