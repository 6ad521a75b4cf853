//! The one table of inputs. `action.yml`, the reference in the README and `--help` are made from it
//! and from the table of outputs, and the parser knows no input that has no row here.

use super::spec::{Group, Preset, RunKind, Selects, Spec, Takes};

/// Declares the inputs: the enum by which code speaks of them, and the table itself.
macro_rules! declare_inputs {
    ($(($input:ident, $spec:expr)),+ $(,)?) => {
        /// An input, as code speaks of it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Input {
            $(#[doc = concat!("The row `", stringify!($input), "` of the table.")] $input,)+
        }

        impl Input {
            /// Every input that works, group by group, in the order of the reference.
            pub const ALL: &'static [Self] = &[$(Self::$input),+];

            /// Its row of the table.
            pub const fn spec(self) -> &'static Spec {
                match self {
                    $(Self::$input => {
                        const SPEC: Spec = $spec;
                        &SPEC
                    })+
                }
            }
        }
    };
}

declare_inputs![
    (
        Token,
        Spec {
            name: "token",
            group: Group::Where,
            preset: Preset::Expression("github.token"),
            takes: Takes::Text("a token"),
            selects: Selects::Never,
            runs: RunKind::ALL,
            docs: "The token that GitHub is asked with, of any kind. The job's own token works on \
                   packages that are named exactly and that give the repository the admin role; \
                   globs in `packages` need a classic personal access token.",
        }
    ),
    (
        Owner,
        Spec {
            name: "owner",
            group: Group::Where,
            preset: Preset::Expression("github.repository_owner"),
            takes: Takes::Text("a login"),
            selects: Selects::Never,
            runs: RunKind::ALL,
            docs: "Login of the user or organisation that owns the packages.",
        }
    ),
    (
        OwnerType,
        Spec {
            name: "owner-type",
            group: Group::Where,
            preset: Preset::Text("auto"),
            takes: Takes::Word(&["auto", "organization", "user", "self"]),
            selects: Selects::Never,
            runs: RunKind::ALL,
            docs: "What kind of account the owner is. `auto` finds out; `self` is the account that \
                   the token belongs to, addressed without its name.",
        }
    ),
    (
        PackageType,
        Spec {
            name: "package-type",
            group: Group::Where,
            preset: Preset::Text("container"),
            takes: Takes::Words(&["container", "docker", "npm", "maven", "nuget", "rubygems"]),
            selects: Selects::Never,
            runs: RunKind::ALL,
            docs: "The registries to look in. Images on ghcr.io are `container`; `docker` is the \
                   older registry of GitHub Enterprise Server; Gradle publishes to `maven`.",
        }
    ),
    (
        Packages,
        Spec {
            name: "packages",
            group: Group::Where,
            preset: Preset::Text("auto"),
            takes: Takes::Packages,
            selects: Selects::Never,
            runs: RunKind::ALL,
            docs: "Exact names and globs; `!glob` takes packages out again. `*` stops at `/`, `**` \
                   does not. `auto` is the name of the repository that the workflow runs in, and \
                   needs `owner` to be that repository's.",
        }
    ),
    (
        Repository,
        Spec {
            name: "repository",
            group: Group::Where,
            preset: Preset::Text("none"),
            takes: Takes::Repository,
            selects: Selects::Never,
            runs: RunKind::WITH_A_LISTING,
            docs: "Only packages that are linked to this repository. A package that is named \
                   exactly and linked to another, or to none, is an error.",
        }
    ),
    (
        Visibility,
        Spec {
            name: "visibility",
            group: Group::Where,
            preset: Preset::Text("any"),
            takes: Takes::Word(&["any", "public", "private", "internal"]),
            selects: Selects::Never,
            runs: RunKind::WITH_A_LISTING,
            docs: "Only packages that are visible so.",
        }
    ),
    (
        IfMissing,
        Spec {
            name: "if-missing",
            group: Group::Where,
            preset: Preset::Text("fail"),
            takes: Takes::Word(&["fail", "ignore"]),
            selects: Selects::Never,
            runs: RunKind::ALL,
            docs: "What to do when a package that is named exactly does not exist.",
        }
    ),
    (
        ApiUrl,
        Spec {
            name: "api-url",
            group: Group::Where,
            preset: Preset::Text("auto"),
            takes: Takes::Text("`auto` or a URL"),
            selects: Selects::Never,
            runs: RunKind::ALL,
            docs: "Where GitHub's REST API is. `auto` follows the runner, also to GitHub Enterprise \
                   Server and GHE.com, and is github.com elsewhere.",
        }
    ),
    (
        RegistryUrl,
        Spec {
            name: "registry-url",
            group: Group::Where,
            preset: Preset::Text("auto"),
            takes: Takes::Text("`auto` or a URL"),
            selects: Selects::Never,
            runs: RunKind::ALL,
            docs: "Where the container registry is, a host without a path. `auto` is `ghcr.io` \
                   for github.com, and the server's host behind `containers.` on GitHub \
                   Enterprise Server and GHE.com.",
        }
    ),
    (
        Mode,
        Spec {
            name: "mode",
            group: Group::What,
            preset: Preset::Text("delete"),
            takes: Takes::Word(&["delete", "restore", "repair"]),
            selects: Selects::Never,
            runs: RunKind::ALL,
            docs: "Whether what is selected is deleted, or brought back out of what was deleted \
                   in the last 30 days. An image comes back with what belongs to it. Keep inputs and \
                   the guards of deleting have no part in restoring. `repair` selects by itself: \
                   it restores just those deleted parts that images which are there miss, and tells \
                   which images can't be saved.",
        }
    ),
    (
        Target,
        Spec {
            name: "target",
            group: Group::What,
            preset: Preset::Text("versions"),
            takes: Takes::Word(&["versions", "packages"]),
            selects: Selects::Never,
            runs: RunKind::ON_A_TARGET,
            docs: "What it is done to: versions, or whole packages. Those are written out in \
                   `packages`; globs can only delete, and need `max-deletions`. A package that is \
                   deleted loses its visibility and access settings.",
        }
    ),
    (
        Tags,
        Spec {
            name: "tags",
            group: Group::What,
            preset: Preset::Text("none"),
            takes: Takes::Globs("tags"),
            selects: Selects::WhenGiven,
            runs: RunKind::ON_VERSIONS,
            docs: "Selects versions by tag, when every tag of a version fits; where only some do, it is \
                   held. Globs match the whole tag and distinguish case. `{word}` captures what `*` would, \
                   and `{pr}` takes digits only. Only `container` and `docker` have tags; a tag \
                   that is really named `none` is written `[n]one`.",
        }
    ),
    (
        VersionNames,
        Spec {
            name: "version-names",
            group: Group::What,
            preset: Preset::Text("none"),
            takes: Takes::Globs("version names"),
            selects: Selects::WhenGiven,
            runs: RunKind::ON_VERSIONS,
            docs: "Selects versions by name: `1.2.*` for most types; for `container` the name is \
                   the digest.",
        }
    ),
    (
        Semver,
        Spec {
            name: "semver",
            group: Group::What,
            preset: Preset::Text("none"),
            takes: Takes::Ranges,
            selects: Selects::WhenGiven,
            runs: RunKind::ON_VERSIONS,
            docs: "Selects versions all of whose tags, or whose name where the type has no tags, \
                   are semver (a leading `v` is fine) and within a range. Between commas all must \
                   hold; between new lines or `||` one is enough. A bare `1.2.3` is exactly that \
                   version, and `<2.0.0` does not cover `2.0.0-rc.1`.",
        }
    ),
    (
        Prereleases,
        Spec {
            name: "prereleases",
            group: Group::What,
            preset: Preset::Text("include"),
            takes: Takes::Word(&["include", "exclude", "only", "superseded"]),
            selects: Selects::When(&["only", "superseded"]),
            runs: RunKind::ON_VERSIONS,
            docs: "Whether pre-releases are taken like others, not at all, or alone; `superseded` \
                   takes only those whose release is in the package. Concerns only what is semver, \
                   and semver takes `1.2.3-alpine` for one too; `only` and `superseded` ask it of \
                   every tag.",
        }
    ),
    (
        VersionIds,
        Spec {
            name: "version-ids",
            group: Group::What,
            preset: Preset::Text("none"),
            takes: Takes::Ids,
            selects: Selects::WhenGiven,
            runs: RunKind::ON_VERSIONS,
            docs: "Selects versions by GitHub's numbers for them. A number that is not there is \
                   warned of.",
        }
    ),
    (
        TagStatus,
        Spec {
            name: "tag-status",
            group: Group::What,
            preset: Preset::Text("auto"),
            takes: Takes::Word(&["auto", "tagged", "untagged", "any"]),
            selects: Selects::When(&["untagged"]),
            runs: RunKind::ON_VERSIONS,
            docs: "Whether tagged versions, untagged ones or both are taken. `auto` is `tagged`, \
                   but `any` where `version-ids` or `version-names` is given, and when \
                   restoring. Where a type has no tags, every version counts as tagged.",
        }
    ),
    (
        OlderThan,
        Spec {
            name: "older-than",
            group: Group::What,
            preset: Preset::Text("none"),
            takes: Takes::Age,
            selects: Selects::WhenGiven,
            runs: RunKind::ON_VERSIONS,
            docs: "Selects what is at least this old: `30d`, `2w 3d`, `12h`. A day has 24 hours. A \
                   version without a believable time is held.",
        }
    ),
    (
        Timestamp,
        Spec {
            name: "timestamp",
            group: Group::What,
            preset: Preset::Text("created"),
            takes: Takes::Word(&["created", "updated"]),
            selects: Selects::Never,
            runs: RunKind::ON_VERSIONS,
            docs: "Which of an image's times `older-than` looks at: when it was pushed, or when it \
                   was last touched, as by a tag that moved.",
        }
    ),
    (
        OnlyClosed,
        Spec {
            name: "only-closed",
            group: Group::What,
            preset: Preset::Text("false"),
            takes: Takes::Switch,
            selects: Selects::Never,
            runs: &[RunKind::DeleteVersions],
            docs: "Takes an image only when what its tags name is done with, by the repository that \
                   its package is linked to: with `{pr}` in `tags` when GitHub reports that pull \
                   request as closed; with `{branch}` when a pull request from such a branch was \
                   closed, none is open, and there is no such branch any more. Asked again right \
                   before the deletion. What can't be read stays; needs `pull-requests: read`, for \
                   `{branch}` also `contents: read`.",
        }
    ),
    (
        IncompleteImages,
        Spec {
            name: "incomplete-images",
            group: Group::What,
            preset: Preset::Text("report"),
            takes: Takes::Word(&["report", "delete"]),
            selects: Selects::Never,
            runs: &[RunKind::DeleteVersions],
            docs: "What to do with an image that a rule takes and a part of which is missing in \
                   the registry. `report` holds it, unless `tags` takes all its tags; `delete` \
                   lets it go. Selects nothing by itself.",
        }
    ),
    (
        OrphanedReferrers,
        Spec {
            name: "orphaned-referrers",
            group: Group::What,
            preset: Preset::Text("report"),
            takes: Takes::Word(&["report", "delete"]),
            selects: Selects::When(&["delete"]),
            runs: &[RunKind::DeleteVersions],
            docs: "What to do with signatures and attestations whose image is gone. `delete` \
                   selects those, and nothing else by itself. They stay where the image could \
                   still be restored, unless this run deletes it, and in packages that only hold \
                   signatures of others.",
        }
    ),
    (
        Untag,
        Spec {
            name: "untag",
            group: Group::What,
            preset: Preset::Text("false"),
            takes: Takes::Switch,
            selects: Selects::Never,
            runs: &[RunKind::DeleteVersions],
            docs: "Experimental: take selected tags off a container image that its other tags hold; the \
                   image stays, and what a keep protects keeps all its tags. An empty manifest is \
                   pushed under the tag and deleted again, so the token must be allowed to push.",
        }
    ),
    (
        DeletedWithin,
        Spec {
            name: "deleted-within",
            group: Group::What,
            preset: Preset::Text("none"),
            takes: Takes::Age,
            selects: Selects::WhenGiven,
            runs: &[RunKind::RestoreVersions],
            docs: "Restores what was deleted at most this long ago: `2h`, `3d`. What selects \
                   beside it narrows that.",
        }
    ),
    (
        DeletedSince,
        Spec {
            name: "deleted-since",
            group: Group::What,
            preset: Preset::Text("none"),
            takes: Takes::Time,
            selects: Selects::WhenGiven,
            runs: &[RunKind::RestoreVersions],
            docs: "Restores what was not deleted before this time, given as RFC 3339 with its \
                   offset. Beside `deleted-within` both hold.",
        }
    ),
    (
        DeletedUntil,
        Spec {
            name: "deleted-until",
            group: Group::What,
            preset: Preset::Text("none"),
            takes: Takes::Time,
            selects: Selects::WhenGiven,
            runs: &[RunKind::RestoreVersions],
            docs: "Restores what was not deleted after this time, given as RFC 3339 with its \
                   offset.",
        }
    ),
    (
        KeepLatest,
        Spec {
            name: "keep-latest",
            group: Group::Keep,
            preset: Preset::Text("none"),
            takes: Takes::Number,
            selects: Selects::WhenGiven,
            runs: &[RunKind::DeleteVersions],
            docs: "The so many newest images of what the other selectors take stay; with \
                   `older-than` everything younger stays too. Counts images, and only tagged ones \
                   unless `tag-status` is `untagged`; what another keep protects takes no place. \
                   `0` means `none`.",
        }
    ),
    (
        KeepPer,
        Spec {
            name: "keep-per",
            group: Group::Keep,
            preset: Preset::Text("package"),
            takes: Takes::Text("`package`, `major`, `minor`, or the name of a placeholder"),
            selects: Selects::Never,
            runs: &[RunKind::DeleteVersions],
            docs: "What `keep-latest` counts by: so many of the whole package, of each major or \
                   minor version, or of each text that a placeholder of `tags` captures. An image \
                   without that, or with two different ones, is held.",
        }
    ),
    (
        KeepOrder,
        Spec {
            name: "keep-order",
            group: Group::Keep,
            preset: Preset::Text("date"),
            takes: Takes::Word(&["date", "semver"]),
            selects: Selects::Never,
            runs: &[RunKind::DeleteVersions],
            docs: "Whether `keep-latest` leaves the newest, or the highest by the highest version \
                   among the tags of an image; without any it is held.",
        }
    ),
    (
        KeepTags,
        Spec {
            name: "keep-tags",
            group: Group::Keep,
            preset: Preset::Text("latest"),
            takes: Takes::Globs("tags"),
            selects: Selects::Never,
            runs: &[RunKind::DeleteVersions],
            docs: "A version with such a tag is never deleted, nor what it consists of. `none` \
                   switches the protection of `latest` off.",
        }
    ),
    (
        KeepVersionNames,
        Spec {
            name: "keep-version-names",
            group: Group::Keep,
            preset: Preset::Text("none"),
            takes: Takes::Globs("version names"),
            selects: Selects::Never,
            runs: &[RunKind::DeleteVersions],
            docs: "A version with such a name is never deleted. A pattern that protects nothing is \
                   warned of.",
        }
    ),
    (
        KeepSemver,
        Spec {
            name: "keep-semver",
            group: Group::Keep,
            preset: Preset::Text("none"),
            takes: Takes::Ranges,
            selects: Selects::Never,
            runs: &[RunKind::DeleteVersions],
            docs: "A version with a tag, or a name, within such a range is never deleted. Ranges \
                   are written as in `semver`.",
        }
    ),
    (
        KeepGitTags,
        Spec {
            name: "keep-git-tags",
            group: Group::Keep,
            preset: Preset::Text("false"),
            takes: Takes::Switch,
            selects: Selects::Never,
            runs: &[RunKind::DeleteVersions],
            docs: "A version that a git tag or a release of the linked repository names is never \
                   deleted: by one of its tags, or by its name where the type has no tags, with or \
                   without a leading `v`, also behind the package's name (`app-v1.2.3`). Needs \
                   `contents: read`; where that can't be read, whatever has a tag stays.",
        }
    ),
    (
        KeepReferencedIn,
        Spec {
            name: "keep-referenced-in",
            group: Group::Keep,
            preset: Preset::Text("none"),
            takes: Takes::Globs("files in the workspace"),
            selects: Selects::Never,
            runs: &[RunKind::DeleteVersions],
            docs: "What these files name is never deleted: by digest (`sha256:…`), or by a whole reference \
                   such as `ghcr.io/octo-org/app:1.2`. A reference to a package whose tag can't be \
                   read (`${TAG}`), or that has none, keeps the whole package. `**` stands for any folders. \
                   A glob that no file fits is an error.",
        }
    ),
    (
        UntaggedGrace,
        Spec {
            name: "untagged-grace",
            group: Group::Keep,
            preset: Preset::Text("1d"),
            takes: Takes::Age,
            selects: Selects::Never,
            runs: &[RunKind::DeleteVersions],
            docs: "Untagged images are held until their push and their last change are both so long \
                   ago: a build that runs beside this one may be about to tag them.",
        }
    ),
    (
        DryRun,
        Spec {
            name: "dry-run",
            group: Group::Guard,
            preset: Preset::Text("false"),
            takes: Takes::Switch,
            selects: Selects::Never,
            runs: RunKind::ALL,
            docs: "Plan everything and change nothing: the plan is told as a run would carry it \
                   out, with what can be known of the token's rights.",
        }
    ),
    (
        MaxDeletions,
        Spec {
            name: "max-deletions",
            group: Group::Guard,
            preset: Preset::Text("none"),
            takes: Takes::Number,
            selects: Selects::Never,
            runs: RunKind::DELETING,
            docs: "A plan that takes more images than this is refused whole; with `target: \
                   packages` it counts packages.",
        }
    ),
    (
        MinRemaining,
        Spec {
            name: "min-remaining",
            group: Group::Guard,
            preset: Preset::Text("1"),
            takes: Takes::Number,
            selects: Selects::Never,
            runs: &[RunKind::DeleteVersions],
            docs: "At least so many tagged images of each package stay: where the plan would leave \
                   fewer, the newest of it are held. Types without tags keep so many versions, and \
                   always the highest release unless `version-ids` names it. `0` switches both off.",
        }
    ),
    (
        LastVersion,
        Spec {
            name: "last-version",
            group: Group::Guard,
            preset: Preset::Text("keep"),
            takes: Takes::Word(&["keep", "fail", "delete-package"]),
            selects: Selects::Never,
            runs: &[RunKind::DeleteVersions],
            docs: "What to do where nothing tagged would stay in a package, which GitHub does \
                   not allow: `keep` holds the newest image, `fail` refuses the run before any \
                   change, `delete-package` deletes the package where the plan takes every \
                   version in it. Other than `keep` needs `min-remaining: 0`.",
        }
    ),
    (
        TimeLimit,
        Spec {
            name: "time-limit",
            group: Group::Guard,
            preset: Preset::Text("none"),
            takes: Takes::Age,
            selects: Selects::Never,
            runs: RunKind::ALL,
            docs: "The run ends cleanly before it has taken so long, and reports what is left. \
                   No image is begun that could not be finished.",
        }
    ),
    (
        WaitLimit,
        Spec {
            name: "wait-limit",
            group: Group::Guard,
            preset: Preset::Text("10m"),
            takes: Takes::Age,
            selects: Selects::Never,
            runs: RunKind::ALL,
            docs: "Where GitHub asks for a longer wait than this, the run ends cleanly and \
                   reports what is left. `0s` waits for nothing, `none` as long as it takes.",
        }
    ),
    (
        DeletesPerMinute,
        Spec {
            name: "deletes-per-minute",
            group: Group::Guard,
            preset: Preset::Text("auto"),
            takes: Takes::Count(&["auto"]),
            selects: Selects::Never,
            runs: RunKind::ALL,
            docs: "The most changes a minute, evenly apart. `auto` is what GitHub's limits allow, \
                   some 170; `60` is GitHub's advice of one change a second. Half as many after \
                   each refusal, until some time has passed.",
        }
    ),
    (
        RequestReserve,
        Spec {
            name: "request-reserve",
            group: Group::Guard,
            preset: Preset::Text("10%"),
            takes: Takes::Percent,
            selects: Selects::Never,
            runs: RunKind::ALL,
            docs: "The part of the hour's requests that is left to other workflows. `none` leaves \
                   them nothing.",
        }
    ),
    (
        Share,
        Spec {
            name: "share",
            group: Group::Guard,
            preset: Preset::Expression("strategy.job-total"),
            takes: Takes::Count(&[]),
            selects: Selects::Never,
            runs: RunKind::ALL,
            docs: "This job is one of so many at the same time, and takes its part of the minute's \
                   and the hour's requests. The jobs of a matrix need not say so. Empty means 1.",
        }
    ),
    (
        CachePath,
        Spec {
            name: "cache-path",
            group: Group::Guard,
            preset: Preset::Text("auto"),
            takes: Takes::Path(&["auto", "none"]),
            selects: Selects::Never,
            runs: RunKind::WITH_MANIFESTS,
            docs: "The folder for manifests that were read, to be kept by `actions/cache` so \
                   that later runs read less. `auto` is `.package-steward/cache`; `none` keeps \
                   nothing.",
        }
    ),
    (
        Policy,
        Spec {
            name: "policy",
            group: Group::PolicyAndPlan,
            preset: Preset::Text("none"),
            takes: Takes::Policy,
            selects: Selects::Never,
            runs: RunKind::ON_VERSIONS,
            docs: "Several rules in one run: `rules:`, a list, each with a `name`, its `packages` \
                   (without them the run's), and the inputs of What and Keep as keys. What any \
                   rule keeps stays, whatever the others take. The inputs of Keep protect \
                   everywhere beside it; those of What, and `keep-latest`, are written in rules.",
        }
    ),
    (
        RecordFile,
        Spec {
            name: "record-file",
            group: Group::PolicyAndPlan,
            preset: Preset::Text("auto"),
            takes: Takes::Path(&["auto"]),
            selects: Selects::Never,
            runs: RunKind::ALL,
            docs: "The file that the plan, or the record of the run, goes to; what is there is \
                   replaced. `auto` is `.package-steward/record.jsonl`, and only warns where it \
                   can't be written.",
        }
    ),
    (
        Apply,
        Spec {
            name: "apply",
            group: Group::PolicyAndPlan,
            preset: Preset::Text("none"),
            takes: Takes::Path(&["none"]),
            selects: Selects::Never,
            runs: &[RunKind::DeleteVersions],
            docs: "A plan to carry out, or the record of a run that was cut off to go on with it. It \
                   is decided afresh under the plan's own policy, and only what both take goes; so \
                   nothing can be selected or kept beside it.",
        }
    ),
    (
        RestoreFrom,
        Spec {
            name: "restore-from",
            group: Group::PolicyAndPlan,
            preset: Preset::Text("none"),
            takes: Takes::Path(&["none"]),
            selects: Selects::WhenGiven,
            runs: &[RunKind::RestoreVersions, RunKind::RestoreRecorded],
            docs: "The record of a run to undo: just what that run deleted comes back, also whole \
                   packages. Needs `mode: restore`, and says itself what comes back; `packages` and \
                   `package-type` can narrow it. The record of this run must go to another file, \
                   by `record-file`.",
        }
    ),
    (
        CompareTo,
        Spec {
            name: "compare-to",
            group: Group::PolicyAndPlan,
            preset: Preset::Text("none"),
            takes: Takes::Path(&["none"]),
            selects: Selects::Never,
            runs: &[RunKind::DeleteVersions],
            docs: "With `dry-run: true`: the record of another run, to say which images this policy \
                   takes more, or less, than that one did, with the reasons of both.",
        }
    ),
    (
        Explain,
        Spec {
            name: "explain",
            group: Group::PolicyAndPlan,
            preset: Preset::Text("none"),
            takes: Takes::Text("a tag, a name or a number, or `none`"),
            selects: Selects::Never,
            runs: RunKind::ON_VERSIONS,
            docs: "With `dry-run: true`: a version, by a tag, its name, the beginning of its digest or \
                   GitHub's number for it. Says what would become of it and why, and by which way \
                   something lists it or speaks of it; for that more manifests may be read.",
        }
    ),
];

impl Input {
    /// What users write.
    pub const fn name(self) -> &'static str {
        self.spec().name
    }

    /// The input that users name so.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|input| input.name() == name)
    }

    /// Whether it takes part in runs of this kind.
    pub fn takes_part_in(self, kind: RunKind) -> bool {
        self.spec().runs.contains(&kind)
    }

    /// The inputs that select in runs of this kind, as a user would write them: `tags`,
    /// `tag-status: untagged`.
    pub fn selectors(kind: RunKind) -> impl Iterator<Item = String> {
        let inputs = Self::ALL.iter().filter(move |input| input.takes_part_in(kind));
        inputs.flat_map(|input| match input.spec().selects {
            Selects::Never => Vec::new(),
            Selects::WhenGiven => vec![input.name().to_owned()],
            Selects::When(words) => {
                words.iter().map(|word| format!("{}: {word}", input.name())).collect()
            }
        })
    }
}
