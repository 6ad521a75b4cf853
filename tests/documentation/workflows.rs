//! Every step that a page offers does its work.

use crate::page::{blocks, pages};
use crate::scene::{Scene, world};

const POLICY: &str = "rules:\n  - name: old\n    tags: nightly-*\n    older-than: 14d\n";

/// A workspace as the workflows of the documentation find it.
fn scene() -> Scene {
    let scene = Scene::new(world());
    for policy in [".github/packages.yml", "base/.github/packages.yml"] {
        scene.write(policy, POLICY);
    }
    scene.write("deploy/app.yaml", "image: ghcr.io/octo-org/app:v1.0.0\n");
    // A run to undo, a plan to carry out, and the record of a run that may go on.
    let run = [("tags", "nightly-*"), ("packages", "app")];
    scene.prepare(&[&run[..], &[("record-file", "undo/record.jsonl")]].concat());
    scene.copy_up("undo/record.jsonl");
    let plan = [("tags", "pr-*"), ("packages", "app")];
    scene.prepare(
        &[&plan[..], &[("dry-run", "true"), ("record-file", "plan/record.jsonl")]].concat(),
    );
    scene.prepare(
        &[&plan[..], &[("dry-run", "true"), ("record-file", "cut-off/record.jsonl")]].concat(),
    );
    scene
}

#[test]
fn every_step_of_the_documentation_does_its_work() {
    let mut seen = 0;
    for block in pages().iter().flat_map(|page| blocks(page)) {
        let scene = scene();
        for step in &block.steps {
            seen += 1;
            let ran = scene.run(step);
            assert!(ran.status.success(), "{}: {step:?}\n{}", block.place, ran.log);
        }
    }
    assert!(seen > 20, "the documentation offers {seen} steps");
}
