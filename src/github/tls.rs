//! How servers are recognised.

use reqwest::Certificate;
use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

/// Makes `ring` the process's cryptography, unless something else was chosen before. Building a
/// client without any panics, so [`Client::new`](super::Client::new) calls this too.
pub fn install_provider() {
    // An error says that a provider is installed already, which is all that is asked for.
    rustls::crypto::ring::default_provider().install_default().ok();
}

/// The roots that the binary carries, since an image from scratch has none. They are added to those
/// of the system and of `SSL_CERT_FILE` and `SSL_CERT_DIR`, by which a server with a certificate of
/// its own is trusted.
pub(super) fn bundled_roots() -> impl Iterator<Item = Certificate> {
    TLS_SERVER_ROOT_CERTS.iter().filter_map(|root| Certificate::from_der(root).ok())
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
