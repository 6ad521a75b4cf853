//! The state of the stand-in, without HTTP: owners, packages, versions, tokens and time.
//!
//! Tests seed it ([`World::organization`], [`World::user`], [`World::add_token`]), hand it to
//! [`crate::Server::start`], and look at it or change it from there on under a lock.

mod change;
mod images;
mod lag;
mod lookup;
mod manifest;
mod mutation;
mod owner;
mod package;
mod push;
mod repository;
mod seed;
mod state;
mod time;
mod token;
mod version;
mod watch;

pub use images::{Cosign, Entry, Image, Pushed, PushedImage, tag_of};
pub use lag::Lag;
pub(crate) use lookup::Shown;
pub use manifest::{Manifest, digest_of, media};
pub use mutation::{Actor, Change, Mutation};
pub use owner::{Grant, Grantee, Owner, OwnerKind, Role, SingleSignOn};
pub use package::{InheritedAccess, Package, PackageType, Visibility};
pub use repository::{PullHead, PullRequest, PullState, Release, ReleaseStage, Repository};
pub use seed::{OwnerSeed, PackageSeed, VersionSeed};
pub use state::{DockerTagsKey, Edition, Etags, RestoredTags, World};
pub(crate) use time::text as time_text;
pub use time::{
    Clock, RESTORABLE_FOR, Stamp, When, at, days_ago, hours_ago, minutes_ago, seconds_ago,
};
pub use token::{ALL_SCOPES, Token, TokenKind, WorkflowPermission};
pub use version::{Presence, Version, Versions};
pub use watch::{Broken, Violation, Watch};
