//! How servers are reached and recognised, for the API and the registry alike.

use std::error::Error as _;
use std::time::Duration;

use reqwest::Certificate;
use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

/// How this program introduces itself. GitHub turns requests without a name away.
const USER_AGENT: &str = concat!("package-steward/", env!("CARGO_PKG_VERSION"));

/// How long to wait for a server that does not answer, as opposed to one that asks to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection.
    pub connect: Duration,
    /// For the next piece of an answer.
    pub read: Duration,
    /// For a request as a whole.
    pub total: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            // A healthy connection takes a few round trips.
            connect: Duration::from_secs(10),
            // GitHub itself cuts a request off after 10 seconds, so whatever is silent for longer
            // will not speak again.
            read: Duration::from_secs(20),
            // Against answers that trickle.
            total: Duration::from_mins(1),
        }
    }
}

/// A client to be: it introduces itself, trusts what it should, and follows no redirect by itself, so
/// that a token stays on the origin that it was meant for.
pub fn client_builder(timeouts: Timeouts) -> reqwest::ClientBuilder {
    install_provider();
    reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .connect_timeout(timeouts.connect)
        .read_timeout(timeouts.read)
        .timeout(timeouts.total)
        .redirect(reqwest::redirect::Policy::none())
        .tls_certs_merge(bundled_roots())
}

/// Makes `ring` the process's cryptography, unless something else was chosen before. Building a
/// client without any panics, so [`client_builder`] calls this too.
fn install_provider() {
    // An error says that a provider is installed already, which is all that is asked for.
    rustls::crypto::ring::default_provider().install_default().ok();
}

/// The roots that the binary carries, since an image from scratch has none. They are added to those
/// of the system and of `SSL_CERT_FILE` and `SSL_CERT_DIR`, by which a server with a certificate of
/// its own is trusted.
fn bundled_roots() -> impl Iterator<Item = Certificate> {
    TLS_SERVER_ROOT_CERTS.iter().filter_map(|root| Certificate::from_der(root).ok())
}

/// An error with all its causes. reqwest's own text says only that sending went wrong.
pub fn told_with_causes(error: reqwest::Error) -> String {
    let timed_out = error.is_timeout();
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.ends_with(&inner_text) {
            text.push_str(": ");
            text.push_str(&inner_text);
        }
        cause = inner.source();
    }
    if timed_out && !text.contains("timed out") {
        text.push_str(": timed out");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn installing_twice_is_harmless() {
        install_provider();
        install_provider();
    }

    #[test]
    fn every_bundled_root_can_be_read() {
        assert_eq!(bundled_roots().count(), TLS_SERVER_ROOT_CERTS.len());
        assert!(!TLS_SERVER_ROOT_CERTS.is_empty());
    }
}
