//! The inputs of a plan that is carried out later: what it takes and keeps is the plan's, how the run
//! goes is this run's.

use super::environment::Environment;
use super::parse::parse;
use super::problem::InputProblems;
use super::request::Request;

/// What this run says and the plan does not: how it may act, within which limits, where it writes.
const OF_THIS_RUN: [&str; 8] = [
    "token",
    "dry-run",
    "time-limit",
    "wait-limit",
    "record-file",
    "cache-path",
    "api-url",
    "registry-url",
];

/// What this run says where it says anything, and else the plan.
const OF_THIS_RUN_IF_GIVEN: [&str; 3] = ["max-deletions", "min-remaining", "last-version"];

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
    let stays = |name: &str| {
        OF_THIS_RUN.contains(&name) || (OF_THIS_RUN_IF_GIVEN.contains(&name) && is_given(name))
    };
    let of_plan = of_plan.iter().filter(|(name, _)| name != "apply" && !stays(name)).cloned();
    let mut request = parse(&environment.with_inputs(of_plan, stays))?;
    request.apply.clone_from(&of_this_run.apply);
    request.given.clone_from(&of_this_run.given);
    Ok(request)
}
