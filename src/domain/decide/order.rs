//! The order in which versions may go.

use super::finding::Finding;
use crate::domain::{Graph, Place, PlannedStep, Verdict, Version};

/// The steps of a plan: a version comes after everything doomed that lists it, and after the doomed
/// subject that it speaks of.
///
/// Oldest images first, and the parts of an image next to it, so that a run which is cut off leaves
/// few images half gone.
///
/// Versions that wait for each other have no place in it, nor has what waits for them.
pub(super) fn order(
    versions: &[Version],
    graph: &Graph,
    findings: &[Option<Finding>],
    owners: &[Option<Place>],
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
    while let Some(at) = open.pop() {
        let number = steps.len();
        for reached in graph.reaches(at).iter().copied() {
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
