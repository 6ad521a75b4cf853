//! A stand-in for GitHub Packages: the REST API over real HTTP on loopback, with state.
//!
//! It refuses what GitHub refuses, with GitHub's statuses, texts and headers, as far as they are
//! known; where they are not, a comment says that the answer is an assumption. It knows nothing
//! of the programs that talk to it.
//!
//! - [`World`] is the state, without HTTP: owners, packages, versions, tokens, and a [`Clock`]
//!   that tests can move. Seeding reads like a story: [`World::organization`].
//! - [`Server`] serves a world, keeps a ledger of every [`Request`] and every [`Mutation`], holds
//!   GitHub's [`Limits`], and does [`Fault`]s to requests when told to.
//! - [`runner`] does what GitHub's runner does around an action that uses all this.

mod api;
mod registry;
pub mod runner;
pub mod seed;
mod server;
mod traffic;
mod world;

pub use api::{Authorization, MOST_DOWNLOADS};
pub use http::Method;
pub use server::Server;
pub use traffic::{
    CpuCost, Fault, Faults, Gate, Hint, Hour, Latency, Limits, Matcher, Request, Secondary, Told,
    any, matching,
};
pub use world::{
    ALL_SCOPES, Actor, Broken, Change, Clock, Cosign, DockerTagsKey, Edition, Entry, Etags, Grant,
    Grantee, Image, InheritedAccess, Lag, Manifest, Mutation, Owner, OwnerKind, OwnerSeed, Package,
    PackageSeed, PackageType, Presence, PullHead, PullRequest, PullState, Pushed, PushedImage,
    RESTORABLE_FOR, Release, ReleaseStage, Repository, RestoredTags, Role, SingleSignOn, Stamp,
    Token, TokenKind, Version, VersionSeed, Versions, Violation, Visibility, Watch, When,
    WorkflowPermission, World, at, days_ago, digest_of, hours_ago, media, minutes_ago, seconds_ago,
    tag_of,
};
