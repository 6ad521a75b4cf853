//! What a row of the table of inputs and outputs says.

/// One row of the table of inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spec {
    /// What users write: lower case with hyphens.
    pub name: &'static str,
    /// Where the reference lists it.
    pub group: Group,
    /// What it is when the user says nothing.
    pub preset: Preset,
    /// What it accepts.
    pub takes: Takes,
    /// Whether it selects, so that a run with it alone has something to change.
    pub selects: Selects,
    /// The kinds of runs that it takes part in. Given in another it is an error.
    pub runs: &'static [RunKind],
    /// What it does, in one to three sentences. Markdown, on one line.
    pub docs: &'static str,
}

/// The groups of inputs, in the order in which the reference lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Whose packages, and which.
    Where,
    /// What is taken from them.
    What,
    /// What is protected.
    Keep,
    /// What stops or limits a run.
    Guard,
    /// Rules in a file, and plans that outlive a run.
    PolicyAndPlan,
}

impl Group {
    /// Every group, in order.
    pub const ALL: [Self; 5] =
        [Self::Where, Self::What, Self::Keep, Self::Guard, Self::PolicyAndPlan];

    /// Its heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Where => "Where",
            Self::What => "What",
            Self::Keep => "Keep",
            Self::Guard => "Guard",
            Self::PolicyAndPlan => "Policy and plan",
        }
    }
}

/// What an input is when the user says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// This text. It is never empty, so an empty value can only be an expression that came out empty.
    Text(&'static str),
    /// What the runner makes of this expression.
    Expression(&'static str),
}

impl Preset {
    /// The default as `action.yml` writes it.
    pub fn in_action_yml(self) -> String {
        match self {
            Self::Text(text) => text.to_owned(),
            Self::Expression(expression) => format!("${{{{ {expression} }}}}"),
        }
    }
}

/// What an input accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// A text of this kind.
    Text(&'static str),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of these words.
    Words(&'static [&'static str]),
    /// `true` or `false`.
    Switch,
    /// A list of names and globs of packages.
    Packages,
    /// A repository as `owner/name`, or `none`.
    Repository,
    /// A list of globs on this, or `none`.
    Globs(&'static str),
    /// Semver ranges, or `none`.
    Ranges,
    /// A list of version ids, or `none`.
    Ids,
    /// A whole number, or `none`.
    Number,
    /// A whole number that is not 0, or one of these words.
    Count(&'static [&'static str]),
    /// A part of a hundred, or `none`.
    Percent,
    /// A duration, or `none`.
    Age,
    /// A point in time, or `none`.
    Time,
    /// A path in the workspace, or one of these words.
    Path(&'static [&'static str]),
    /// YAML of more than one line, a path in the workspace, or `none`.
    Policy,
}

impl Takes {
    /// The words it accepts, where these are fixed.
    pub const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Word(words) | Self::Words(words) | Self::Path(words) | Self::Count(words) => {
                words
            }
            Self::Switch => &["true", "false"],
            Self::Text(_)
            | Self::Packages
            | Self::Repository
            | Self::Globs(_)
            | Self::Ranges
            | Self::Ids
            | Self::Number
            | Self::Percent
            | Self::Age
            | Self::Time
            | Self::Policy => &[],
        }
    }

    /// Whether it is a list.
    pub const fn is_list(self) -> bool {
        match self {
            Self::Words(_) | Self::Packages | Self::Globs(_) | Self::Ranges | Self::Ids => true,
            Self::Text(_)
            | Self::Repository
            | Self::Word(_)
            | Self::Switch
            | Self::Number
            | Self::Count(_)
            | Self::Percent
            | Self::Age
            | Self::Time
            | Self::Path(_)
            | Self::Policy => false,
        }
    }

    /// Whether `none` is accepted: wherever it means that there is no such limit.
    pub fn accepts_none(self) -> bool {
        match self {
            Self::Repository
            | Self::Globs(_)
            | Self::Ranges
            | Self::Ids
            | Self::Number
            | Self::Percent
            | Self::Age
            | Self::Time
            | Self::Policy => true,
            Self::Path(words) | Self::Count(words) => words.contains(&"none"),
            Self::Text(what) => what.ends_with("`none`"),
            Self::Word(_) | Self::Words(_) | Self::Switch | Self::Packages => false,
        }
    }
}

/// What a run does, and to what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunKind {
    /// It deletes versions.
    DeleteVersions,
    /// It restores versions.
    RestoreVersions,
    /// It restores the versions that images miss.
    Repair,
    /// It deletes whole packages.
    DeletePackages,
    /// It restores whole packages.
    RestorePackages,
    /// It undoes the run of a record.
    RestoreRecorded,
}

impl RunKind {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::DeleteVersions,
        Self::RestoreVersions,
        Self::Repair,
        Self::DeletePackages,
        Self::RestorePackages,
        Self::RestoreRecorded,
    ];

    /// Those that say by themselves what they are done to.
    pub const ON_A_TARGET: &[Self] =
        &[Self::DeleteVersions, Self::RestoreVersions, Self::DeletePackages, Self::RestorePackages];

    /// Those that may come to read manifests.
    pub const WITH_MANIFESTS: &[Self] =
        &[Self::DeleteVersions, Self::RestoreVersions, Self::RestoreRecorded, Self::Repair];

    /// Those on versions that are selected.
    pub const ON_VERSIONS: &[Self] = &[Self::DeleteVersions, Self::RestoreVersions];

    /// Those that delete.
    pub const DELETING: &[Self] = &[Self::DeleteVersions, Self::DeletePackages];

    /// Those in which GitHub is asked what there is: it lists no deleted packages.
    pub const WITH_A_LISTING: &[Self] =
        &[Self::DeleteVersions, Self::RestoreVersions, Self::Repair, Self::DeletePackages];

    /// The inputs that make a run one of this kind, as users write them.
    pub const fn as_written(self) -> &'static str {
        match self {
            Self::DeleteVersions => "`mode: delete`",
            Self::RestoreVersions => "`mode: restore`",
            Self::Repair => "`mode: repair`",
            Self::DeletePackages => "`target: packages`",
            Self::RestorePackages => "`mode: restore` of whole packages",
            Self::RestoreRecorded => "`restore-from`",
        }
    }
}

/// Whether an input selects. A run in which no input does is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selects {
    /// It narrows, protects or steers, but selects nothing by itself.
    Never,
    /// It does when it is given.
    WhenGiven,
    /// It does when it is one of these words.
    When(&'static [&'static str]),
}

/// One row of the table of outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutputSpec {
    /// What workflows call it.
    pub name: &'static str,
    /// What it holds. Markdown, on one line.
    pub docs: &'static str,
}
