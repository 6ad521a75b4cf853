//! The world itself.

use std::collections::HashMap;

use crate::registry::RegistryToken;

use super::lag::{History, Lag};
use super::mutation::{Actor, Mutation};
use super::owner::Owner;
use super::package::{Package, PackageType};
use super::repository::Repository;
use super::time::Clock;
use super::token::Token;
use super::watch::{Violation, Watch};

/// The first number that a version gets: real ones are beyond this since September 2026.
pub(super) const FIRST_VERSION_ID: u64 = 1_350_000_001;

/// Whether answers carry an `ETag` and requests may be conditional.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Etags {
    /// They do; an unchanged answer is 304 and free of the hour.
    On,
    /// They do not.
    Off,
}

/// Which GitHub the stand-in stands in for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edition {
    /// github.com: the API is at the root of its host.
    Cloud,
    /// GitHub Enterprise Server: the API is under `/api/v3`.
    EnterpriseServer,
}

impl Edition {
    /// What API paths begin with.
    pub fn api_prefix(self) -> &'static str {
        match self {
            Self::Cloud => "",
            Self::EnterpriseServer => "/api/v3",
        }
    }
}

/// Under which key a `docker` version answers its tags. GitHub's own description has a property
/// `tag`, and says that `tags` is required.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DockerTagsKey {
    /// `tag`.
    Tag,
    /// `tags`.
    Tags,
}

/// Whether a version that is restored has its tags again. Reported, and promised by nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestoredTags {
    /// It has those that no other version carries by then.
    Back,
    /// It comes back without tags.
    Lost,
}

/// The state of the stand-in.
#[derive(Debug)]
pub struct World {
    /// Which GitHub this is. github.com unless set.
    pub edition: Edition,
    /// How `docker` versions answer their tags. `tag` unless set.
    pub docker_tags_key: DockerTagsKey,
    /// Whether GETs answer with an `ETag`. Off unless set.
    pub etags: Etags,
    /// Whether restored versions have their tags again. They have unless set.
    pub restored_tags: RestoredTags,
    /// How far listings of versions are behind. Not at all unless set.
    pub lag: Lag,
    /// How long a token of the registry holds, and whether the answer says so. GitHub's sets no
    /// promise; 300 seconds unless set, `None`: 60 seconds, and the answer does not say.
    pub registry_token_seconds: Option<u32>,
    pub(crate) registry_tokens: HashMap<String, RegistryToken>,
    /// Whether changes by requests are checked for what they break. Off unless set.
    pub watch: Watch,
    pub(super) violations: Vec<Violation>,
    pub(super) clock: Clock,
    pub(super) owners: Vec<Owner>,
    pub(super) packages: Vec<Package>,
    pub(super) package_index: HashMap<(u64, PackageType, String), Vec<usize>>,
    /// The package, by position, that a version is in.
    pub(super) homes: HashMap<u64, usize>,
    pub(super) repositories: Vec<Repository>,
    pub(super) tokens: HashMap<String, Token>,
    pub(super) mutations: Vec<Mutation>,
    pub(super) history: History,
    pub(super) actor: Actor,
    pub(super) next_owner: u64,
    pub(super) next_package: u64,
    pub(super) next_version: u64,
    pub(super) next_repository: u64,
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    /// An empty world in real time.
    pub fn new() -> Self {
        Self::with_clock(Clock::system())
    }

    /// An empty world with a clock of its own.
    pub fn with_clock(clock: Clock) -> Self {
        Self {
            edition: Edition::Cloud,
            docker_tags_key: DockerTagsKey::Tag,
            etags: Etags::Off,
            restored_tags: RestoredTags::Back,
            lag: Lag::None,
            registry_token_seconds: Some(300),
            registry_tokens: HashMap::new(),
            watch: Watch::Off,
            violations: Vec::new(),
            clock,
            owners: Vec::new(),
            packages: Vec::new(),
            package_index: HashMap::new(),
            homes: HashMap::new(),
            repositories: Vec::new(),
            tokens: HashMap::new(),
            mutations: Vec::new(),
            history: History::default(),
            actor: Actor::Other,
            next_owner: 9_919,
            next_package: 40_201,
            next_version: FIRST_VERSION_ID,
            next_repository: 216_219_492,
        }
    }

    /// The world's clock; a clone moves the same time.
    pub fn clock(&self) -> Clock {
        self.clock.clone()
    }

    /// Everything that changed since the server started.
    pub fn mutations(&self) -> &[Mutation] {
        &self.mutations
    }

    /// From now on changes are recorded: what came before was seed.
    pub(crate) fn begin(&mut self) {
        self.history.begin();
        self.mutations.clear();
    }

    /// Counts a request that arrived, and runs `work` in its name.
    pub(crate) fn in_the_name_of<T>(&mut self, seq: u64, work: impl FnOnce(&mut Self) -> T) -> T {
        self.actor = Actor::Request(seq);
        let done = work(self);
        self.actor = Actor::Other;
        done
    }

    pub(crate) fn count_request(&mut self) {
        self.history.count_request();
    }
}
