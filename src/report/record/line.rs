//! The lines of a record, as they are written and read.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::time;
use super::word::{
    CoverageWord, DifferenceKind, GuardWord, Marker, OutcomeWord, RecordedVerdict, StopWord,
};
use crate::domain::{PackageKey, PackageName, PackageType, Tag, VersionId};
use crate::execution::Change;

/// The form of the record. Whatever changes in it makes another number, and a reader refuses a number
/// that it does not know.
pub const SCHEMA: u32 = 2;

/// The first line: whose packages, what was asked for, and by which program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RecordHeader {
    /// What keeps other files from being taken for a record.
    pub record: Marker,
    /// [`SCHEMA`].
    pub schema: u32,
    /// The program's version.
    pub program: String,
    /// When the run began.
    #[serde(with = "time")]
    pub at: Timestamp,
    /// The root of the API that was asked.
    pub api: String,
    /// The owner's login.
    pub owner: String,
    /// Whether the run only planned.
    pub dry_run: bool,
    /// The inputs that were given, as they were written; never the token.
    pub inputs: Vec<(String, String)>,
}

/// A package, as every line names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedPackage {
    /// GitHub's word for its type.
    #[serde(rename = "type")]
    pub package_type: PackageType,
    /// Its name, unencoded.
    pub name: PackageName,
}

impl RecordedPackage {
    /// The package.
    pub fn key(&self) -> PackageKey {
        PackageKey { package_type: self.package_type, name: self.name.clone() }
    }
}

impl From<&PackageKey> for RecordedPackage {
    fn from(key: &PackageKey) -> Self {
        Self { package_type: key.package_type, name: key.name.clone() }
    }
}

/// Something that happened. The word in `event` tells what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "event",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case",
    deny_unknown_fields
)]
pub enum RecordLine {
    /// A package was listed.
    Listed {
        /// The package.
        package: RecordedPackage,
        /// How many versions were found.
        versions: u64,
        /// How far the listing can be trusted.
        coverage: CoverageWord,
    },
    /// A version that is to change, or that something forbids to change. What simply stays is left out,
    /// but for the images of a plan.
    Judged {
        /// The package.
        package: RecordedPackage,
        /// GitHub's number for the version.
        id: VersionId,
        /// Its name; for a container the digest.
        name: String,
        /// Its tags when it was listed.
        tags: Vec<Tag>,
        /// When it was last touched, as far as GitHub tells.
        #[serde(default, skip_serializing_if = "Option::is_none", with = "time::optional")]
        updated: Option<Timestamp>,
        /// What is to become of it.
        verdict: RecordedVerdict,
        /// The number of its image's root; its own for a root.
        root: VersionId,
        /// Why, in words.
        reason: String,
    },
    /// All versions of a package have their verdicts.
    Planned {
        /// The package.
        package: RecordedPackage,
        /// Its images.
        images: u64,
        /// Those that are to change.
        changing: u64,
    },
    /// A guard refused the plan: nothing is changed.
    Refused {
        /// Which guard.
        guard: GuardWord,
        /// The packages that it is about, where it is about some.
        packages: Vec<RecordedPackage>,
    },
    /// A change is about to be sent. Without a later [`RecordLine::Ended`] of the same step nobody knows
    /// whether it came about.
    Sent {
        /// The step.
        step: RecordedStep,
        /// When.
        #[serde(with = "time")]
        at: Timestamp,
    },
    /// The look right before a change forbids a step. A [`RecordLine::Ended`] with `held` follows.
    HeldBack {
        /// The step.
        step: RecordedStep,
        /// Why, in words.
        reason: String,
    },
    /// A step ended.
    Ended {
        /// The step.
        step: RecordedStep,
        /// When.
        #[serde(with = "time")]
        at: Timestamp,
        /// How.
        outcome: OutcomeWord,
        /// For `blocked`, the number of the step that blocked it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        blocked_by: Option<u64>,
        /// What GitHub or the network said, where it did not come about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        said: Option<String>,
    },
    /// Something could not be done.
    Failed {
        /// The package, where it concerns one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        package: Option<RecordedPackage>,
        /// What was being done.
        doing: String,
        /// What came instead.
        said: String,
    },
    /// The run ends before its plan is done.
    Stopping {
        /// Why.
        cause: StopWord,
        /// For `signal`, its name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        signal: Option<String>,
    },
    /// Something that this run deleted was needed by what others pushed meanwhile.
    Healed {
        /// The package.
        package: RecordedPackage,
        /// The number of the version.
        id: VersionId,
        /// Its name.
        name: String,
        /// The name of the version that needs it, or the tag that it carried.
        needed_by: String,
        /// How its restoration ended.
        outcome: OutcomeWord,
    },
    /// A version came back without a tag, and the tag was put on it again, or could not be.
    Retagged {
        /// The package.
        package: RecordedPackage,
        /// The number of the version.
        id: VersionId,
        /// Its name.
        name: String,
        /// The tag.
        tag: Tag,
        /// How that ended.
        outcome: OutcomeWord,
        /// What the registry said, where it did not come about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        said: Option<String>,
    },
    /// A tag is to come off its version, which stays.
    UntagPlanned {
        /// The package.
        package: RecordedPackage,
        /// The number of the version.
        id: VersionId,
        /// Its name.
        name: String,
        /// The tag.
        tag: Tag,
    },
    /// An empty manifest is about to be pushed under a tag. Without a later [`RecordLine::Untagged`] of the
    /// same tag nobody knows where the tag is.
    Untagging {
        /// The package.
        package: RecordedPackage,
        /// The number of the version that the tag is on.
        id: VersionId,
        /// Its name.
        name: String,
        /// The tag.
        tag: Tag,
        /// The digest of the empty manifest.
        empty: String,
    },
    /// A tag is off its version, or could not be taken off.
    Untagged {
        /// The package.
        package: RecordedPackage,
        /// The number of the version.
        id: VersionId,
        /// Its name.
        name: String,
        /// The tag.
        tag: Tag,
        /// How it ended.
        outcome: OutcomeWord,
        /// Why it is not off, or where it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        said: Option<String>,
    },
    /// A tag that an earlier run took off was put on its version again, or could not be.
    TagPutOn {
        /// The package.
        package: RecordedPackage,
        /// The number of the version.
        id: VersionId,
        /// Its name.
        name: String,
        /// The tag.
        tag: Tag,
        /// How that ended.
        outcome: OutcomeWord,
        /// What the registry said, where it did not come about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        said: Option<String>,
    },
    /// A fresh look after the changes.
    Checked {
        /// The package.
        package: RecordedPackage,
        /// What is not as it should be; empty when all is well.
        differences: Vec<RecordedDifference>,
    },
    /// The run is over. A record without this line is one of a run that was cut off.
    Finished {
        /// When.
        #[serde(with = "time")]
        at: Timestamp,
    },
}

/// A step of the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RecordedStep {
    /// Its number in the plan, from 0.
    pub number: u64,
    /// The package.
    pub package: RecordedPackage,
    /// The number of the version; absent where the whole package is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<VersionId>,
    /// What was to become of it.
    #[serde(with = "super::word::change")]
    pub change: Change,
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RecordedDifference {
    /// What it is.
    pub kind: DifferenceKind,
    /// The number of the version.
    pub id: VersionId,
    /// Its name.
    pub name: String,
    /// For `tag-not-back`, the tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<Tag>,
}
