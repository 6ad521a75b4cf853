//! What the run does, and to what.

use crate::inputs::problem::Noted;
use crate::inputs::reading::Reader;
use crate::inputs::request::Scope;
use crate::inputs::spec::{Group, RunKind};
use crate::inputs::table::Input;

/// What `mode` says.
#[derive(Clone, Copy)]
enum Word {
    Delete,
    Restore,
    Repair,
}

/// The kind of run that `mode` and `target` ask for.
pub(super) fn kind(reader: &mut Reader<'_>) -> Result<RunKind, Noted> {
    let mode = reader.word(Input::Mode, |word| match word {
        "delete" => Some(Word::Delete),
        "restore" => Some(Word::Restore),
        "repair" => Some(Word::Repair),
        _ => None,
    });
    let target = reader.word(Input::Target, |word| match word {
        "versions" => Some(Scope::Versions),
        "packages" => Some(Scope::Packages),
        _ => None,
    });
    Ok(match (mode?, target?) {
        (Word::Delete, Scope::Versions) => RunKind::DeleteVersions,
        (Word::Restore, Scope::Versions) if reader.is_given(Input::RestoreFrom) => {
            RunKind::RestoreRecorded
        }
        (Word::Restore, Scope::Versions) => RunKind::RestoreVersions,
        (Word::Repair, Scope::Versions | Scope::Packages) => RunKind::Repair,
        (Word::Delete, Scope::Packages) => RunKind::DeletePackages,
        (Word::Restore, Scope::Packages) => RunKind::RestorePackages,
    })
}

/// Refuses each input that was given and takes no part in such a run: somebody counts on it.
pub(super) fn refuse_bystanders(reader: &mut Reader<'_>, kind: RunKind) {
    let bystanders = Input::ALL.iter().copied().filter(|input| !input.takes_part_in(kind));
    for input in bystanders {
        if reader.is_given(input) {
            let default = input.spec().preset.in_action_yml();
            let expected = format!("its default `{default}` beside {}", kind.as_written());
            let advice = match (input, kind) {
                (Input::RestoreFrom, RunKind::RestorePackages) => {
                    "it takes no part in such a run; the record itself says what went as a whole, so \
                     leave `target` out"
                }
                (Input::RestoreFrom, _) => {
                    "it takes no part in such a run; undoing is `mode: restore`"
                }
                _ => "it takes no part in such a run; leave it out",
            };
            reader.set_aside(input, expected, advice);
        }
    }
}

/// Refuses what selects or keeps beside a plan, which brings its own policy.
pub(super) fn refuse_policy_beside_a_plan(reader: &mut Reader<'_>) {
    for input in Input::ALL.iter().copied() {
        let is_policy = match input.spec().group {
            Group::What | Group::Keep => true,
            Group::PolicyAndPlan => input == Input::Policy,
            Group::Where | Group::Guard => false,
        };
        if is_policy && reader.is_given(input) {
            let default = input.spec().preset.in_action_yml();
            let expected = format!("its default `{default}` beside `apply`");
            reader.set_aside(input, expected, "the plan has its own policy; leave it out");
        }
    }
}

/// Refuses what a rule says, where there are rules to say it in.
pub(super) fn refuse_rules_of_inputs(reader: &mut Reader<'_>) {
    for input in Input::ALL.iter().copied() {
        let is_of_rules = match input.spec().group {
            Group::What => input.is_key_of_rule(),
            Group::Keep => {
                matches!(input, Input::KeepLatest | Input::KeepPer | Input::KeepOrder)
            }
            Group::Where | Group::Guard | Group::PolicyAndPlan => false,
        };
        if is_of_rules && reader.is_given(input) {
            let default = input.spec().preset.in_action_yml();
            let expected = format!("its default `{default}` beside `policy`");
            reader.set_aside(input, expected, "write it into a rule of the policy");
        }
    }
}
