//! The refusals that are told apart.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;

use super::token::TokenKind;

/// An answer that is no success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What kind of refusal it is.
    pub kind: RefusalKind,
    /// The HTTP status.
    pub status: u16,
    /// GitHub's own message, or the beginning of what came instead of one. Foreign text.
    pub message: String,
    /// The page of the documentation that GitHub points at. Foreign text.
    pub documentation_url: Option<String>,
    /// What the answer says about waiting, whatever its kind.
    pub wait: WaitHints,
    /// What kind of token it was given to. What helps differs by it.
    pub token: TokenKind,
}

/// What an answer says about when to come back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WaitHints {
    /// `retry-after`, in whole seconds.
    pub retry_after: Option<Duration>,
    /// `x-ratelimit-reset`, given only where `x-ratelimit-remaining` is 0.
    pub reset: Option<Timestamp>,
}

/// The kinds of refusal. Most of the daily ones are not in GitHub's API description; they are known
/// by status and text from what users met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// 401 `Bad credentials`: the token is wrong, expired or revoked. Also 403 after too many such
    /// attempts.
    BadCredentials,
    /// 403 `You need at least read:packages scope to …`: a classic token without a scope.
    ScopeMissing {
        /// The scope, where the text names one.
        scope: Option<String>,
    },
    /// 403 `Resource not accessible by integration`: the workflow's token, or an App's, has no role
    /// on the package or no permission in the job.
    NotAccessibleByIntegration,
    /// 403 `Resource not accessible by personal access token`: a fine-grained token, which GitHub
    /// Packages does not take.
    NotAccessibleByFineGrainedToken,
    /// 403 with `X-GitHub-SSO: required`: a classic token that is not authorised for an organisation
    /// with SAML single sign-on.
    SamlRequired {
        /// Where to authorise it; valid for an hour.
        url: Option<String>,
    },
    /// 403 or 429: the hour's requests are used up.
    PrimaryRateLimit,
    /// 403 or 429: too much at once, whatever is left of the hour.
    SecondaryRateLimit,
    /// 400: a container or docker package would be left without a tagged version.
    LastTaggedVersion,
    /// 400: a package of another type would be left without a version.
    LastVersion,
    /// 400: a public version with more than 5,000 downloads.
    TooManyDownloads,
    /// 400 `Invalid argument.`: `GITHUB_TOKEN` can't list the packages of an owner.
    ListingNotForThisToken,
    /// 400: GitHub lists no packages beyond the 10,000th.
    PageTooDeep,
    /// 404 `Package not found.`: it is not there, or the token may not see it, or may not delete it.
    PackageNotFound,
    /// 404 `Package version not found.`: most often deleted already.
    VersionNotFound,
    /// Any other 404: the path itself leads nowhere, such as an organisation's path for a user.
    RouteNotFound,
    /// Any 5xx, most often `Server Error` after ten seconds.
    ServerError,
    /// 410, or a 400 about versions: this server does not speak the version of the API that was asked
    /// for.
    UnsupportedApiVersion,
    /// A redirect that is not followed, because it leads away from the API's origin or does not end.
    Redirect {
        /// Where it leads.
        location: Option<String>,
    },
    /// Everything else.
    Other,
}

impl RefusalKind {
    /// Whether it asks to come back later, and so says that nothing was done.
    pub const fn is_rate_limit(&self) -> bool {
        matches!(self, Self::PrimaryRateLimit | Self::SecondaryRateLimit)
    }

    /// Whether it says that what was asked for is not there, or not for this token.
    pub const fn is_not_found(&self) -> bool {
        matches!(self, Self::PackageNotFound | Self::VersionNotFound | Self::RouteNotFound)
    }
}

impl Refusal {
    /// The same, given to a token of this kind.
    #[must_use]
    pub fn given_to(self, token: TokenKind) -> Self {
        Self { token, ..self }
    }
}

/// Status and message, as GitHub said them.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.status, self.message)?;
        match &self.documentation_url {
            Some(url) => write!(f, " ({url})"),
            None => Ok(()),
        }
    }
}
