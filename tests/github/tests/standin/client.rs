//! A client that sends a request as it is written, one connection each.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use github_standin::{PackageType, Server, Token, Visibility, World, days_ago};
use serde_json::Value;

/// A token with all scopes of somebody who owns everything in [`world`].
pub(crate) const ADMIN: &str = "ghp_admin";

#[derive(Debug)]
pub(crate) struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a body of JSON")
    }

    pub(crate) fn message(&self) -> String {
        self.json()["message"].as_str().expect("a message").to_owned()
    }

    /// The target of a relation in `Link`, without the origin.
    pub(crate) fn link(&self, rel: &str) -> Option<String> {
        let part =
            self.header("link")?.split(", ").find(|part| part.ends_with(&format!("\"{rel}\"")))?;
        let url = part.split(['<', '>']).nth(1)?;
        url.strip_prefix("http://").map(|rest| rest[rest.find('/').expect("a path")..].to_owned())
    }

    pub(crate) fn ids(&self) -> Vec<u64> {
        let rows = self.json();
        let rows = rows.as_array().expect("a list");
        rows.iter().map(|row| row["id"].as_u64().expect("an id")).collect()
    }
}

pub(crate) fn get(server: &Server, target: &str) -> Reply {
    send(server, "GET", target, ADMIN)
}

pub(crate) fn send(server: &Server, method: &str, target: &str, token: &str) -> Reply {
    let authorization = format!("Bearer {token}");
    with_headers(server, method, target, &[("authorization", &authorization), ("user-agent", "t")])
}

pub(crate) fn with_headers(
    server: &Server,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
) -> Reply {
    try_with_body(server, method, target, headers, b"").expect("an answer")
}

/// Fails as a real client would when the connection breaks.
pub(crate) fn try_send(server: &Server, method: &str, target: &str) -> io::Result<Reply> {
    let authorization = format!("Bearer {ADMIN}");
    try_with_body(
        server,
        method,
        target,
        &[("authorization", &authorization), ("user-agent", "t")],
        b"",
    )
}

pub(crate) fn try_with_body(
    server: &Server,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> io::Result<Reply> {
    let address = server.url().strip_prefix("http://").expect("an http URL");
    let mut stream = TcpStream::connect(address)?;
    // Only a stall is ever cut short by this.
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut request = format!(
        "{method} {target} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        request.extend([name, ": ", value, "\r\n"]);
    }
    request.push_str("\r\n");
    stream.write_all(&[request.as_bytes(), body].concat())?;
    let mut raw = Vec::new();
    stream.read_to_end(&mut raw)?;
    parse(&raw, method)
}

fn parse(raw: &[u8], method: &str) -> io::Result<Reply> {
    let broken = || io::Error::new(io::ErrorKind::UnexpectedEof, "the answer broke off");
    let end = raw.windows(4).position(|four| four == b"\r\n\r\n").ok_or_else(broken)?;
    let head = String::from_utf8_lossy(&raw[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).ok_or_else(broken)?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let body = raw[end + 4..].to_vec();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let declared = length.and_then(|(_, value)| value.parse::<usize>().ok()).unwrap_or(0);
    let status = status.parse().ok().ok_or_else(broken)?;
    if body.len() < declared && method != "HEAD" && status != 304 {
        return Err(broken());
    }
    Ok(Reply { status, headers, body })
}

/// `octo-org`, owned by `octocat`, with a package of each type (`hello`, linked to
/// `octo-org/app`, two versions); `octocat` has the same ones.
pub(crate) fn world() -> World {
    let mut world = World::new();
    world.add_token(ADMIN, Token::classic("octocat"));
    world.organization("octo-org").owned_by("octocat");
    for kind in PackageType::ALL {
        let digests = [digest('a'), digest('b')];
        let names = match kind {
            PackageType::Container | PackageType::Docker => [&*digests[0], &*digests[1]],
            PackageType::Npm | PackageType::Maven | PackageType::Rubygems | PackageType::Nuget => {
                ["1.0.0", "1.1.0"]
            }
        };
        for owner in ["octo-org", "octocat"] {
            let owner =
                if owner == "octo-org" { world.organization(owner) } else { world.user(owner) };
            let package = owner.package(kind, "hello").linked_to("octo-org/app");
            let old =
                package.visibility(Visibility::Private).version(names[0]).created(days_ago(40));
            let old = if kind.has_tags() { old.tags(&["1.0.0"]) } else { old };
            let new = old.version(names[1]).created(days_ago(3));
            if kind.has_tags() {
                new.tags(&["1.1.0", "latest"]);
            }
        }
    }
    world
}

pub(crate) fn digest(of: char) -> String {
    format!("sha256:{}", of.to_string().repeat(64))
}

pub(crate) fn serve(world: World) -> Server {
    Server::start(world).expect("a port")
}
