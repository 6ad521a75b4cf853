//! What is known of how a registry wants to be asked about one repository.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use tokio::sync::Mutex;
use url::Url;

use super::reading::ReadFailure;
use super::repository::Repository;
use super::token::RegistryToken;

/// What a token lets its bearer do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Access {
    /// Read.
    Pull,
    /// Read, and put manifests there.
    Push,
}

/// How a registry wants to be asked about a repository.
#[derive(Debug)]
pub(super) enum Session {
    /// Nothing is known. Without a token it is asked until it wants one.
    Untold,
    /// It gave a token.
    Granted(Grant),
    /// It refuses to give one. Asking again would be refused again.
    Refused(ReadFailure),
}

/// A token and where it came from.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    pub(super) token: RegistryToken,
    /// Where to get the next one, with all its parameters.
    pub(super) from: Url,
    /// Tells this token from those before it.
    pub(super) serial: u64,
}

/// What a session is for.
type Key = (Repository, Access);

/// The sessions of all repositories, for each kind of access. Whoever holds one's lock is the only one who
/// asks for a token.
#[derive(Debug, Default)]
pub(super) struct Sessions(RefCell<HashMap<Key, Rc<Mutex<Session>>>>);

impl Sessions {
    pub(super) fn of(&self, repository: &Repository, access: Access) -> Rc<Mutex<Session>> {
        let mut sessions = self.0.borrow_mut();
        let untold = || Rc::new(Mutex::new(Session::Untold));
        Rc::clone(sessions.entry((repository.clone(), access)).or_insert_with(untold))
    }

    /// Whether there is a token to read a repository, and nobody is renewing it.
    pub(super) fn has_token(&self, repository: &Repository) -> bool {
        let session = self.of(repository, Access::Pull);
        session.try_lock().is_ok_and(|session| matches!(*session, Session::Granted(_)))
    }
}
