//! `octo-org/app`, its registry, and a client whose time passes only by waiting.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use github_standin::{
    Clock as WorldClock, Fault, Manifest, Matcher, Method, PackageSeed, PackageType, Request,
    Server, Token, Visibility, World, matching,
};
use package_steward::domain::{Digest, Fact, Login, PackageName};
use package_steward::events::Event;
use package_steward::registry::{
    Client, ClientSettings, Clock, ReadFailure, Reading, RegistryUrl, Repository,
};
use url::Url;

/// A token of somebody who may read everything. Its text is looked for where it must not be.
pub(crate) const TOKEN: &str = "ghp_secret";

pub(crate) const WAIT_LIMIT: Duration = Duration::from_mins(10);

pub(crate) struct Setting {
    pub(crate) server: Server,
    pub(crate) client: Client,
    pub(crate) repository: Repository,
    /// How long the client waited, each time.
    pub(crate) waits: Rc<RefCell<Vec<Duration>>>,
    /// What it told.
    pub(crate) events: Rc<RefCell<Vec<Event>>>,
}

pub(crate) fn world() -> World {
    let mut world = World::new();
    world.add_token(TOKEN, Token::classic("octocat"));
    world.organization("octo-org").owned_by("octocat");
    app(&mut world).visibility(Visibility::Private);
    world
}

pub(crate) fn app(world: &mut World) -> PackageSeed<'_> {
    world.organization("octo-org").package(PackageType::Container, "app")
}

pub(crate) fn repository(owner: &str, package: &str) -> Repository {
    Repository::new(&Login::new(owner), &PackageName::new(package)).expect("a repository")
}

impl Setting {
    pub(crate) fn of(world: World) -> Self {
        Self::with_token(world, TOKEN)
    }

    pub(crate) fn with_token(world: World, token: &str) -> Self {
        let clock = world.clock();
        let server = Server::start(world).expect("a port");
        let (client, waits, events) = client(server.url(), token, clock);
        Self { server, client, repository: repository("Octo-Org", "App"), waits, events }
    }

    pub(crate) async fn read(&self, manifest: &Manifest) -> Reading {
        self.client.read(&self.repository, digest(manifest)).await
    }

    /// Does something to the next requests for manifests.
    pub(crate) fn fail(&self, fault: Fault, times: u64) {
        self.server.fail_next(manifests(), fault, times);
    }

    pub(crate) fn requests_for(&self, part: &str) -> Vec<Request> {
        let requests = self.server.requests().into_iter();
        requests.filter(|request| request.path.contains(part)).collect()
    }
}

/// A client with the world's time, and what it does about time.
#[expect(clippy::type_complexity, reason = "what it did is looked at piece by piece")]
pub(crate) fn client(
    registry: &str,
    token: &str,
    clock: WorldClock,
) -> (Client, Rc<RefCell<Vec<Duration>>>, Rc<RefCell<Vec<Event>>>) {
    let (waits, events) = (Rc::default(), Rc::default());
    let waited = Rc::<RefCell<Vec<Duration>>>::clone(&waits);
    let told = Rc::<RefCell<Vec<Event>>>::clone(&events);
    let now = clock.clone();
    let sleep = move |duration| {
        waited.borrow_mut().push(duration);
        clock.advance(duration);
        std::future::ready(())
    };
    let client = Client::new(ClientSettings {
        http: http(),
        registry: RegistryUrl::at(Url::parse(registry).expect("a URL")).expect("a registry"),
        token: token.into(),
        wait_limit: WAIT_LIMIT,
        clock: Clock::new(move || now.now(), sleep),
        tell: Box::new(move |event| told.borrow_mut().push(event)),
    });
    (client, waits, events)
}

fn http() -> reqwest::Client {
    // Another test of this process may have been first.
    rustls::crypto::ring::default_provider().install_default().ok();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .read_timeout(Duration::from_secs(20))
        .build()
        .expect("a client")
}

pub(crate) fn manifests() -> Matcher {
    matching(Method::GET, "/manifests/")
}

pub(crate) fn digest(manifest: &Manifest) -> Digest {
    Digest::parse(manifest.digest()).expect("a digest")
}

pub(crate) fn fact(reading: Reading) -> Fact {
    match reading {
        Reading::Read(document) => document.fact(),
        other @ (Reading::Unknown | Reading::Failed(_)) => {
            panic!("expected a manifest, found {other:?}")
        }
    }
}

pub(crate) fn failure(reading: Reading) -> ReadFailure {
    match reading {
        Reading::Failed(failure) => failure,
        other @ (Reading::Unknown | Reading::Read(_)) => {
            panic!("expected a failure, found {other:?}")
        }
    }
}
