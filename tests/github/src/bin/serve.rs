//! Serves an npm package of an organisation until its standard input ends: for scripts that run a program
//! in a place where no test can hold its hand.
//!
//! `serve VERSIONS MILLISECONDS`: how many versions the package `app` of `octo-org` has, and how long each
//! answer takes. The first line that it prints is the address of the API; the lines at its end are the
//! requests that came, each with its method, status and path.

use std::error::Error;
use std::io::{self, Read as _, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use github_standin::{Latency, Limits, PackageType, Server, Token, World, days_ago};

/// A classic token of an owner of the organisation.
const TOKEN: &str = "ghp_octocat";

fn main() -> ExitCode {
    let numbers: Vec<u32> =
        std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let served = match numbers[..] {
        [versions, milliseconds] => serve(versions, milliseconds),
        _ => Err("expected two numbers: versions, and milliseconds for each answer".into()),
    };
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where the standard error is closed there is nobody to tell.
            writeln!(io::stderr(), "serve: {error}").ok();
            ExitCode::FAILURE
        }
    }
}

fn serve(versions: u32, milliseconds: u32) -> Result<(), Box<dyn Error>> {
    let mut world = World::new();
    world.organization("octo-org").owned_by("octocat");
    world.add_token(TOKEN, Token::classic("octocat"));
    for patch in 0..versions {
        let package = world.organization("octo-org").package(PackageType::Npm, "app");
        package.version(&format!("1.0.{patch}")).created(days_ago(90));
    }
    let server = Server::start(world)?;
    server.set_limits(Limits::none());
    server.set_latency(Latency::of(Duration::from_millis(milliseconds.into())));
    let mut out = io::stdout().lock();
    writeln!(out, "{}", server.api_url())?;
    out.flush()?;
    io::stdin().read_to_end(&mut Vec::new())?;
    for request in server.requests() {
        let status = request.status.map_or_else(|| "none".to_owned(), |status| status.to_string());
        writeln!(out, "{} {status} {}", request.method, request.path)?;
    }
    Ok(())
}
