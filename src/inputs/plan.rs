//! The inputs of a plan that is carried out later: what it takes and keeps is the plan's, how the run
//! goes is this run's.

use super::environment::Environment;
use super::parse::parse;
use super::problem::{Came, InputProblem, InputProblems};
use super::request::Request;
use super::spec::Group;
use super::table::Input;

/// Whose word counts for an input of a run that carries out a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    /// This run's: how it may act, within which limits, where it writes.
    ThisRun,
    /// This run's where it says anything, and else the plan's.
    ThisRunIfGiven,
    /// The plan's.
    Plan,
}

fn whose(name: &str) -> Whose {
    match name {
        "token" | "owner" | "api-url" | "registry-url" => Whose::ThisRun,
        "max-deletions" | "min-remaining" | "last-version" => Whose::ThisRunIfGiven,
        "policy" => Whose::Plan,
        _ => match Input::named(name).map(|input| input.spec().group) {
            Some(Group::Guard | Group::PolicyAndPlan) => Whose::ThisRun,
            Some(Group::Where | Group::What | Group::Keep) | None => Whose::Plan,
        },
    }
}

/// The request that carries out a plan which was made with these inputs.
///
/// # Errors
/// When the plan's inputs are unsound today, such as one that this version does not know.
pub fn request_of_plan(
    environment: &Environment,
    of_this_run: &Request,
    of_plan: &[(String, String)],
) -> Result<Request, InputProblems> {
    let is_given = |name: &str| of_this_run.given.iter().any(|(given, _)| given == name);
    let is_of_this_run = |name: &str| match whose(name) {
        Whose::ThisRun => true,
        Whose::ThisRunIfGiven => is_given(name),
        Whose::Plan => false,
    };
    let of_plan = of_plan.iter().filter(|(name, _)| !is_of_this_run(name)).cloned();
    let stays = |name: &str| name != Input::Apply.name() && is_of_this_run(name);
    let mut request = parse(&environment.with_inputs(of_plan, stays))?;
    request.apply.clone_from(&of_this_run.apply);
    // The record of this run tells the policy under which it ran, so that it can be carried out itself
    // where this run is cut off.
    let apply = of_this_run.given.iter().filter(|(name, _)| name == Input::Apply.name());
    request.given.extend(apply.cloned());
    Ok(request)
}

/// Refuses what this run says of where to look, unless the plan says the same: it is about nothing else.
///
/// # Errors
/// Each input of this run that differs from the plan's.
pub fn refuse_another_place(
    of_this_run: &Request,
    of_plan: &[(String, String)],
) -> Result<(), InputProblems> {
    let is_where = |input: Input| input.spec().group == Group::Where;
    let mut problems = Vec::new();
    for (name, value) in &of_this_run.given {
        let Some(input) = Input::named(name).filter(|input| is_where(*input)) else { continue };
        if whose(name) != Whose::Plan {
            continue;
        }
        let planned = of_plan.iter().find(|(planned, _)| planned == name);
        let planned =
            planned.map_or_else(|| input.spec().preset.in_action_yml(), |(_, v)| v.clone());
        if planned.trim() != value.trim() {
            problems.push(InputProblem {
                input: name.clone(),
                at: None,
                expected: format!(
                    "what the plan of `apply` was made with, {}",
                    Came::text(&planned)
                ),
                came: Came::text(value),
                advice: "a plan is about nothing else; leave the input out".to_owned(),
            });
        }
    }
    InputProblems::of(problems).map_or(Ok(()), Err)
}
