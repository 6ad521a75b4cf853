//! The lines of a record, as they are written and read.

use serde::{Deserialize, Serialize};

/// The form of the record. A reader refuses a number that it does not know.
pub const SCHEMA: u32 = 1;

/// The first line: whose packages, what was asked for, and by which program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Header {
    /// Always `package-steward`, so that nobody mistakes another file for a record.
    pub record: String,
    /// [`SCHEMA`].
    pub schema: u32,
    /// The program's version.
    pub program: String,
    /// When the run began, RFC 3339.
    pub at: String,
    /// The root of the API that was asked.
    pub api: String,
    /// The owner's login.
    pub owner: String,
    /// Whether the run could change anything.
    pub dry_run: bool,
    /// The inputs that were given, as they were written; never the token.
    pub inputs: Vec<(String, String)>,
}

/// A package, as every line names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PackageName {
    /// GitHub's word for its type.
    #[serde(rename = "type")]
    pub package_type: String,
    /// Its name, unencoded.
    pub name: String,
}

/// Something that happened. The word in `event` tells what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum RecordLine {
    /// A package was listed.
    Listed {
        /// The package.
        package: PackageName,
        /// How many versions were found.
        versions: u64,
        /// `stable`, `unstable` or `truncated`.
        coverage: String,
    },
    /// A version that is to change, or that something forbids to change. Those that simply stay are
    /// counted in [`RecordLine::Planned`].
    Judged {
        /// The package.
        package: PackageName,
        /// GitHub's number for the version.
        id: u64,
        /// Its name; for a container the digest.
        name: String,
        /// Its tags when it was listed.
        tags: Vec<String>,
        /// `delete`, `restore` or `hold`.
        verdict: String,
        /// The number of its image's root.
        root: u64,
        /// Why, in words.
        reason: String,
    },
    /// All versions of a package have their verdicts.
    Planned {
        /// The package.
        package: PackageName,
        /// Its images.
        images: u64,
        /// Those that are to change.
        doomed: u64,
    },
    /// A change is about to be sent. Without a following [`RecordLine::Ended`] of the same step nobody knows
    /// whether it came about.
    Sent {
        /// The step.
        step: StepLine,
        /// When, RFC 3339.
        at: String,
    },
    /// A step ended.
    Ended {
        /// The step.
        step: StepLine,
        /// When, RFC 3339.
        at: String,
        /// `done`, `already-so`, `held`, `refused`, `unknown`, `blocked`, `package-ended` or
        /// `not-reached`.
        outcome: String,
        /// What GitHub or the network said, where it did not come about.
        said: Option<String>,
    },
    /// Something could not be done.
    Failed {
        /// The package, where it concerns one.
        package: Option<PackageName>,
        /// What was being done.
        doing: String,
        /// What came instead.
        said: String,
    },
    /// A guard refused the plan.
    Refused {
        /// Which guard.
        guard: String,
    },
    /// The run ends before its plan is done.
    Stopping {
        /// `SIGINT`, `SIGTERM`, `time-limit` or `wait-limit`.
        cause: String,
    },
    /// The look right before a change forbids a step. A [`RecordLine::Ended`] with `held` follows.
    HeldBack {
        /// The step.
        step: StepLine,
        /// Why, in words.
        reason: String,
    },
    /// Something that this run deleted was needed by what others pushed meanwhile.
    Healed {
        /// The package.
        package: PackageName,
        /// The number of the version.
        id: u64,
        /// Its name.
        name: String,
        /// The name of the version that needs it, or the tag that it carried.
        needed_by: String,
        /// How its restoration ended, in the words of [`RecordLine::Ended`].
        outcome: String,
    },
    /// A fresh look after the changes.
    Checked {
        /// The package.
        package: PackageName,
        /// What is not as it should be; empty when all is well.
        differences: Vec<DifferenceLine>,
    },
    /// The run is over. A record without this line is one of a run that was cut off.
    Finished {
        /// When, RFC 3339.
        at: String,
    },
}

/// A step of the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepLine {
    /// Its number in the plan, from 0.
    pub number: u64,
    /// The package.
    pub package: PackageName,
    /// The number of the version; absent where the whole package is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<u64>,
    /// `delete` or `restore`.
    pub change: String,
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DifferenceLine {
    /// `still-there`, `missing`, `not-back` or `tag-not-back`.
    pub kind: String,
    /// The number of the version.
    pub id: u64,
    /// Its name.
    pub name: String,
}
