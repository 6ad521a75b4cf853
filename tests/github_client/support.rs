//! A client beside a stand-in that share their time: waiting moves it, and takes none.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use github_standin::{Clock as WorldClock, PackageType as Kind, Server, Token, World, days_ago};
use package_steward::domain::{Login, Owner, PackageKey, PackageName, PackageType};
use package_steward::events::{Event, HourWait};
use package_steward::github::{Client, ClientSettings, Clock, Timeouts};

/// A classic token with all scopes, of the user who owns [`ORGANIZATION`].
pub(crate) const TOKEN: &str = "ghp_octocat";

pub(crate) const ORGANIZATION: &str = "Octo-Org";

pub(crate) const USER: &str = "octocat";

pub(crate) struct Bench {
    pub server: Server,
    pub client: Client,
    told: Rc<RefCell<Vec<Event>>>,
}

/// A world in which `octocat` may do everything.
pub(crate) fn world() -> World {
    let noon = "2026-11-22T12:00:00Z".parse().expect("a time");
    let mut world = World::with_clock(WorldClock::fixed(noon));
    world.add_token(TOKEN, Token::classic(USER));
    world.organization(ORGANIZATION).owned_by(USER);
    world
}

/// A world with a package of the organisation that has so many versions, without tags.
pub(crate) fn world_with(kind: Kind, name: &str, versions: u32) -> World {
    let mut world = world();
    let mut package = world.organization(ORGANIZATION).package(kind, name).version("0.0.0");
    for version in 1..versions {
        package = package.version(&format!("0.0.{version}")).created(days_ago(9));
    }
    world
}

impl Bench {
    pub(crate) fn new(world: World) -> Self {
        Self::with(world, TOKEN, |_| {})
    }

    pub(crate) fn with_token(world: World, token: &str) -> Self {
        Self::with(world, token, |_| {})
    }

    pub(crate) fn with(
        world: World,
        token: &str,
        change: impl FnOnce(&mut ClientSettings),
    ) -> Self {
        let clock = world.clock().clone();
        let server = Server::start(world).expect("a server");
        let (now, passing) = (clock.clone(), clock);
        let told = Rc::new(RefCell::new(Vec::new()));
        let sink = Rc::clone(&told);
        let api = server.api_url().parse().expect("a URL");
        let mut settings = ClientSettings {
            clock: Clock::new(
                move || now.now(),
                move |wait| {
                    passing.advance(wait);
                    std::future::ready(())
                },
            ),
            tell: Box::new(move |event| sink.borrow_mut().push(event)),
            ..ClientSettings::new(api, token.into())
        };
        change(&mut settings);
        let client = Client::new(settings).expect("a client");
        Self { server, client, told }
    }

    /// Seconds of the waits that were told, in their order.
    pub(crate) fn waits(&self) -> Vec<u64> {
        let seconds = |event: &Event| {
            let Event::Waiting { cause, seconds } = event else { return None };
            assert!(!cause.is_empty());
            Some(*seconds)
        };
        self.told.borrow().iter().filter_map(seconds).collect()
    }

    /// The longest waits that estimates foretold, in their order.
    pub(crate) fn foretold(&self) -> Vec<Option<HourWait>> {
        let wait = |event: &Event| {
            if let Event::Estimated { wait, .. } = event { Some(*wait) } else { None }
        };
        self.told.borrow().iter().filter_map(wait).collect()
    }

    /// Method, path and query of each request, as it arrived.
    pub(crate) fn requests(&self) -> Vec<String> {
        let requests = self.server.requests();
        requests.iter().map(|request| format!("{} {}", request.method, request.target())).collect()
    }

    /// The `page` parameter of each request, 1 where it has none.
    pub(crate) fn pages(&self) -> Vec<u64> {
        let page = |query: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs
                .find(|(name, _)| *name == "page")
                .map_or(1, |(_, page)| page.parse().expect("a page"))
        };
        self.server.requests().iter().map(|request| page(&request.query)).collect()
    }
}

/// Time-outs that end a stall soon. Only for requests that stall: a slow machine may take as long for
/// an honest answer.
pub(crate) fn impatient() -> Timeouts {
    Timeouts { read: Duration::from_millis(300), ..Timeouts::default() }
}

pub(crate) fn organization() -> Owner {
    Owner::Organization(Login::new(ORGANIZATION))
}

pub(crate) fn package(package_type: PackageType, name: &str) -> PackageKey {
    PackageKey { package_type, name: PackageName::new(name) }
}

pub(crate) fn npm() -> PackageKey {
    package(PackageType::Npm, "hello")
}
