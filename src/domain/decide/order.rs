//! The order in which versions may go.

use super::finding::Finding;
use crate::domain::{Graph, Place, PlannedStep, Verdict, Version};

/// The steps of a plan: a version comes after everything doomed that lists it, and after the doomed
/// subject that it speaks of.
///
/// Oldest images first, and the parts of an image next to it, so that a run which is cut off leaves
/// few images half gone.
///
/// Where versions wait for each other, those that `may_go_first` wait only for what lists them. Others have
/// no place in it, nor has what waits for them.
pub(super) fn order(
    versions: &[Version],
    graph: &Graph,
    findings: &[Option<Finding>],
    owners: &[Option<Place>],
    may_go_first: impl Fn(Place) -> bool,
) -> Vec<PlannedStep> {
    let doomed = |at: Place| matches!(findings[at], Some((Verdict::Delete, _)));
    let mut waits_for = vec![0_usize; versions.len()];
    for at in (0..versions.len()).filter(|at| doomed(*at)) {
        for reached in graph.reaches(at) {
            waits_for[*reached] += 1;
        }
    }
    let free = |waits_for: &[usize], at: Place| doomed(at) && waits_for[at] == 0;
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); versions.len()];
    // A stack: newest first at the bottom, so the oldest comes off first and its parts right after it.
    let mut open: Vec<Place> = (0..versions.len()).filter(|at| free(&waits_for, *at)).collect();
    let mut steps = Vec::new();
    let mut placed = vec![false; versions.len()];
    let stuck = |placed: &[bool]| {
        let waits = |at: &Place| doomed(*at) && !placed[*at];
        let is_listed = |at: Place| graph.listed_by(at).iter().any(waits);
        (0..versions.len()).rfind(|at| waits(at) && may_go_first(*at) && !is_listed(*at))
    };
    while let Some(at) = open.pop().or_else(|| stuck(&placed)) {
        placed[at] = true;
        let number = steps.len();
        for reached in graph.reaches(at).iter().copied().filter(|reached| !placed[*reached]) {
            after[reached].push(number);
            waits_for[reached] -= 1;
            if free(&waits_for, reached) {
                open.push(reached);
            }
        }
        let root = owners[at].unwrap_or(at);
        steps.push(PlannedStep {
            version: versions[at].id,
            after: std::mem::take(&mut after[at]),
            image: versions[root].id,
        });
    }
    steps
}
