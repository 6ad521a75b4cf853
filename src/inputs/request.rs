//! What the user asked for, once every input is known to be sound.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::workspace_path::{RecordPath, WorkspacePath};
use crate::domain::{
    DeletedWindow, Login, PackageKey, PackageName, PackageType, Packages, Policy, PolicyPart,
    RepositoryName, RunPolicy, Visibility,
};
use crate::events::DryRun;
use crate::pace::Terms;

/// A sound request. Nothing is sent before there is one.
#[derive(Debug)]
pub struct Request {
    /// The token that GitHub is asked with.
    pub token: Token,
    /// Where to look.
    pub place: Place,
    /// What to do.
    pub mode: Mode,
    /// What to do it to.
    pub target: Scope,
    /// What to take, to keep and to guard. Whole packages are taken by their names, not by a rule; and
    /// keeps and guards concern deleting alone.
    pub policy: Policy,
    /// The rules of a policy, beside what holds in every package; then `policy` has no rule.
    pub parts: Vec<PolicyPart>,
    /// Whether selected tags come off versions that other tags hold.
    pub untag: Untag,
    /// Whether anything may be changed.
    pub dry_run: DryRun,
    /// When the run ends before its plan is done.
    pub limits: Limits,
    /// How fast GitHub is asked.
    pub pace: Terms,
    /// The file that the plan, or the record of the run, goes to.
    pub record_file: RecordPath,
    /// The folder in which manifests are kept; `None` to keep none.
    pub cache: Option<WorkspacePath>,
    /// The plan, or the record of a run that was cut off, to carry out under its own policy; then `policy`
    /// has no rule. Never where the record goes, as far as names tell.
    pub apply: Option<WorkspacePath>,
    /// The record of the run to undo; then `policy` has no rule, and `place` narrows what the record says.
    /// Never where the record goes, as far as names tell.
    pub restore_from: Option<WorkspacePath>,
    /// The record of another run to compare the plan with; only in a dry run. Never where the record goes,
    /// as far as names tell.
    pub compare_to: Option<WorkspacePath>,
    /// The tag, name or number of what is to be explained; only in a dry run.
    pub explain: Option<String>,
    /// Names and values, as they were written, of all inputs that differ from their default. The token
    /// is none of them, and is in no value.
    pub given: Vec<(String, String)>,
}

impl Request {
    /// What decides over every package.
    pub fn run_policy(&self) -> RunPolicy {
        RunPolicy { everywhere: self.policy.clone(), parts: self.parts.clone() }
    }
}

/// What becomes of selected tags whose version other tags hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untag {
    /// They stay on it.
    No,
    /// They come off.
    Yes,
}

/// What a run does with what is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It deletes it.
    Delete,
    /// It restores just what images that are there miss. No rule takes part.
    Repair,
    /// It restores it, as far as it was deleted then. Either this is bounded or a rule selects, but for
    /// whole packages, of which GitHub does not tell when they were deleted.
    Restore(DeletedWindow),
}

/// What a run looks after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Versions of packages.
    Versions,
    /// Packages as a whole.
    Packages,
}

/// When a run ends before its plan is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// When it has taken so long; never zero. Can be too long to be added to a time.
    pub time: Option<Duration>,
    /// When GitHub asks for a longer wait; zero to wait for nothing.
    pub wait: Option<Duration>,
}

/// A token of any kind. It can't be printed, and its shape is nobody's business but GitHub's: a
/// check of it would refuse the next form that GitHub invents.
#[derive(Debug, Clone)]
pub struct Token(SecretString);

impl Token {
    /// A token, unless the text is empty.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.into()))
    }

    /// The secret itself, for a header or a mask.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// Whose packages, and which of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The root of GitHub's REST API. Its path has no slash at its end, but for the root's own.
    pub api: Url,
    /// The root of the container registry: a host, with a port where it has its own.
    pub registry: Url,
    /// The owner.
    pub owner: Login,
    /// What kind of account the owner is, or how to find out.
    pub owner_kind: OwnerKind,
    /// The registries to look in; never empty.
    pub package_types: Vec<PackageType>,
    /// The packages: those of any of these lists, of which there is at least one.
    pub packages: Vec<Packages>,
    /// Only packages that are linked to this repository.
    pub repository: Option<RepositoryName>,
    /// Only packages that are visible so.
    pub visibility: Option<Visibility>,
    /// What to do about a named package that does not exist.
    pub if_missing: IfMissing,
}

impl Place {
    /// The names to ask for in the registry of this type, without listing packages; each once.
    pub fn named(&self, package_type: PackageType) -> Vec<PackageName> {
        let mut names: Vec<PackageName> = Vec::new();
        for name in self.packages.iter().flat_map(|list| list.named(package_type)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// Whether the owner's packages must be listed, which the job's own token may not do.
    pub fn needs_a_listing(&self) -> bool {
        self.packages.iter().any(Packages::need_a_listing)
    }

    /// Whether a package that is known by its name is among them, whether it is there or not.
    pub fn has(&self, package: &PackageKey) -> bool {
        self.packages.iter().any(|list| list.have(package))
    }

    /// Whether a package out of such a listing is among them.
    pub fn takes_from_listing(&self, name: &PackageName) -> bool {
        self.packages.iter().any(|list| list.take_from_listing(name))
    }
}

/// What kind of account an owner is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerKind {
    /// The user did not say, and neither did the event: ask `GET /users/{login}`.
    Ask,
    /// An organisation.
    Organization,
    /// A user, addressed by name.
    User,
    /// The account that the token belongs to.
    TokenOwner,
}

/// What to do about a named package that does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfMissing {
    /// The run fails.
    Fail,
    /// It is mentioned, and the run goes on.
    Ignore,
}
