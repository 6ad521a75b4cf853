//! Who owns what: the kind of an account, and whose the token is.

use super::answer::ApiError;
use super::client::Client;
use super::endpoint::{account_url, token_owner_url};
use super::wire;
use crate::domain::Login;

/// A user or an organisation, as GitHub writes its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The login with the case that it was registered with.
    pub login: Login,
    /// Which of the two it is.
    pub kind: AccountKind,
}

/// What an account is, by the `type` of `GET /users/{login}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountKind {
    /// A person.
    User,
    /// An organisation.
    Organization,
}

impl Client {
    /// Who a login belongs to. Works with every kind of token; a login that does not exist is
    /// refused as [`RouteNotFound`](super::RefusalKind::RouteNotFound).
    pub async fn owner_kind(&self, login: &Login) -> Result<Account, ApiError> {
        let doing = format!("look up the account {login}");
        let url = account_url(self.api(), login)
            .map_err(|why| ApiError::Unaddressable { doing: doing.clone(), why })?;
        self.get(&doing, &url, |response| wire::account(&response.body)).await
    }

    /// Whose the token is. `GITHUB_TOKEN` and the tokens of Apps are nobody's, and are refused.
    pub async fn authenticated_user(&self) -> Result<Account, ApiError> {
        let url = token_owner_url(self.api());
        let doing = "look up whose the token is";
        self.get(doing, &url, |response| wire::account(&response.body)).await
    }
}
