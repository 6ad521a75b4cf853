//! How single inputs are read, for fuzzing alone.

use super::address::{address, is_this_machine};
use super::api_url::{api_url, default_api_url};
use super::reading::{Separator, items};
use super::registry_url::{default_registry_url, registry_url};
use super::workspace_files::fuzzing as files;

/// An address that the token may be sent to.
///
/// # Panics
/// When it would be sent in the clear, or with what identifies somebody else.
pub(crate) fn address_of_a_server(text: &str) {
    for read in [address(text), api_url(text), registry_url(text)] {
        let Ok(url) = read else { continue };
        assert!(url.scheme() == "https" || is_this_machine(&url), "in the clear: {url}");
        assert!(url.username().is_empty() && url.password().is_none(), "somebody else: {url}");
        default_registry_url(&url, Some(text));
        // What is derived of a sound address is sound, or read again before it is used.
        drop(address(&default_registry_url(&url, None)));
    }
    drop(address(&default_api_url(None, Some(text))));
}

/// A list.
///
/// # Panics
/// When its items, each on a line, are not the same list.
pub(crate) fn list(text: &str) {
    for separator in [Separator::Comma, Separator::Bars] {
        let mut read = items(text, separator);
        read.retain(|item| !item.is_empty() && !item.starts_with('#'));
        assert_eq!(items(&read.join("\n"), separator), read, "{text:?}");
    }
}

/// A glob on files and a path that it is held against.
pub(crate) fn file_glob(text: &str, path: &str) {
    files::file_glob(text, path);
}

/// Values in YAML.
pub(crate) fn siblings(text: &str) {
    files::siblings(text);
}
