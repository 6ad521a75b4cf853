//! Policies that go by what was released, or by what the repository tells.

use github_standin::{PullState, ReleaseStage};

use super::shown::Shown;

pub(super) const BY_EVIDENCE: [Shown; 5] = [
    Shown {
        file: "superseded-prereleases.yml",
        repository: |_| (),
        there: &[
            ("app", 90, &["1.2.4-build.1"]),
            ("app", 80, &["1.2.4-build.2"]),
            ("app", 70, &["1.2.4"]),
            ("app", 60, &["1.2.5-build.1"]),
            ("app", 50, &["v1.3.0-rc.1"]),
            ("app", 45, &["1.3.0-rc.2", "demo"]),
            ("app", 40, &["1.3.0", "1.3", "latest"]),
            ("app", 30, &["nightly-1"]),
        ],
        goes: &["1.2.4-build.1", "1.2.4-build.2", "v1.3.0-rc.1"],
    },
    Shown {
        file: "closed-pull-requests.yml",
        repository: |it| {
            it.pull(2, PullState::Closed, "two").pull(7, PullState::Merged, "seven");
            it.pull(8, PullState::Merged, "eight").pull(20, PullState::Open, "twenty");
            it.pull(267, PullState::Open, "many");
        },
        there: &[
            ("app", 90, &["v1.0.0", "latest"]),
            ("app", 50, &["pr-2"]),
            ("app", 40, &["pr-2-1a2b3c"]),
            ("app", 35, &["pr-20"]),
            ("app", 30, &["pr-267"]),
            ("app", 25, &["pr-267-1a2b3c"]),
            ("app", 20, &["pr-9"]),
            ("app", 15, &["pr-8", "demo"]),
            ("app", 2, &["pr-7"]),
        ],
        // There is no pull request 9, and `demo` is a tag that no rule takes.
        goes: &["pr-2", "pr-2-1a2b3c", "pr-7"],
    },
    Shown {
        file: "gone-branches.yml",
        repository: |it| {
            it.branch("main").branch("feat/alive").branch("feat/open");
            it.pull(1, PullState::Merged, "feat/gone").pull(2, PullState::Closed, "fix/old");
            it.pull(3, PullState::Closed, "feat/alive").pull(4, PullState::Open, "feat/open");
            it.pull(5, PullState::Merged, "1.0.0");
        },
        there: &[
            ("app", 90, &["branch-main", "latest"]),
            ("app", 80, &["branch-feat-gone"]),
            ("app", 70, &["branch-fix-old"]),
            ("app", 60, &["branch-feat-alive"]),
            ("app", 50, &["branch-feat-open"]),
            ("app", 40, &["branch-unknown"]),
            ("app", 30, &["branch-1.0.0"]),
        ],
        // Nothing shows that there was a branch `unknown`, and what may be a version is taken for no branch.
        goes: &["branch-feat-gone", "branch-fix-old"],
    },
    Shown {
        file: "what-git-tags-name.yml",
        repository: |it| {
            it.git_tag("v1.0.0").git_tag("v1.1.0").git_tag("1.4.0");
            it.release("1.2.0", ReleaseStage::Published);
        },
        there: &[
            ("app", 90, &["v1.0.0"]),
            ("app", 80, &["1.1.0"]),
            ("app", 70, &["1.2.0"]),
            ("app", 60, &["1.3.0"]),
            ("app", 50, &["main-1"]),
            ("app", 45, &["main-2", "1.4.0"]),
            ("app", 40, &["main-3"]),
            ("app", 20, &["main-4"]),
        ],
        goes: &["1.3.0", "main-1", "main-3"],
    },
    Shown {
        file: "releases-requests-and-the-rest.yml",
        repository: |it| {
            it.pull(1, PullState::Merged, "one").pull(2, PullState::Open, "two");
            it.pull(3, PullState::Closed, "three");
        },
        there: &[
            ("app", 400, &["1.0.0"]),
            ("app", 390, &["1.0.1"]),
            ("app", 380, &["1.0.2"]),
            ("app", 370, &["1.0.3", "1.0"]),
            ("app", 360, &["1.1.0-rc.1"]),
            ("app", 350, &["1.1.0", "1.1", "latest"]),
            ("app", 100, &["pr-1"]),
            ("app", 90, &["pr-2"]),
            ("app", 80, &["pr-2-1a2b3c"]),
            ("app", 60, &["preview-1"]),
            ("app", 40, &["main-1"]),
            ("app", 30, &[]),
            ("app", 13, &["main-2"]),
            ("app", 12, &[]),
            ("app", 3, &["pr-3"]),
        ],
        goes: &["1.0.0", "1.1.0-rc.1", "pr-1", "preview-1", "main-1", "without a tag 30", "pr-3"],
    },
];
