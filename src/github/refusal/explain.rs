//! Refusals for people: what GitHub said, what that means here, what to change.

use super::kind::{Refusal, RefusalKind};
use super::token::TokenKind;
use crate::events::Problem;

/// Where a workflow's repository gets its role on a package.
const ADMIN_ROLE: &str = "on the package's page open Package settings → Manage Actions access, add the \
                          workflow's repository with the role Admin, and give the job \
                          `permissions: { packages: write }`";

/// Where a person gets their role on a package.
const OWN_ROLE: &str = "on the package's page open Package settings → Manage access and give the \
                        token's user the role Admin, or use the token of an owner of the organisation";

/// Where a token comes from that may do everything.
const CLASSIC_TOKEN: &str = "in Settings → Developer settings → Personal access tokens → Tokens \
                             (classic) make a token with the scopes read:packages, delete:packages \
                             and, to restore, write:packages (for maven also repo), store it as a \
                             secret of the repository and give this action \
                             `with: { token: \"${{ secrets.PACKAGES_TOKEN }}\" }`";

/// How the job's own token comes to this program.
const JOB_TOKEN: &str = "use the job's own token: leave `token` out and give the job \
                         `permissions: { packages: write }`";

impl Refusal {
    /// The refusal of what was being done, such as `list the versions of npm/hello`.
    pub fn problem(&self, doing: String) -> Problem {
        Problem {
            doing,
            said: format!("GitHub answered {self}"),
            means: self.means(),
            advice: self.advice(),
        }
    }

    fn means(&self) -> String {
        match &self.kind {
            RefusalKind::BadCredentials => {
                "the token is wrong, has expired or was revoked; GITHUB_TOKEN ends with its job".into()
            }
            RefusalKind::ScopeMissing { scope } => match scope {
                Some(scope) => format!("the token lacks the scope `{scope}`"),
                None => "the token lacks a scope".into(),
            },
            RefusalKind::NotAccessibleByIntegration => {
                "the workflow's repository has no sufficient role on this package, or the job lacks \
                 the permission; tokens of GitHub Apps are not supported by GitHub Packages at all"
                    .into()
            }
            RefusalKind::NotAccessibleByFineGrainedToken => {
                "GitHub Packages does not take fine-grained personal access tokens".into()
            }
            RefusalKind::SamlRequired { .. } => {
                "the organisation uses SAML single sign-on, and the token is not authorised for it"
                    .into()
            }
            RefusalKind::PrimaryRateLimit => {
                "the requests that this token has in an hour are used up; GITHUB_TOKEN has 1,000 per \
                 repository, shared by all its workflows, a person's token 5,000"
                    .into()
            }
            RefusalKind::SecondaryRateLimit => {
                "GitHub found too many requests at once, from this run or from others with the same \
                 token"
                    .into()
            }
            RefusalKind::LastTaggedVersion => {
                "GitHub keeps at least one tagged version of a package".into()
            }
            RefusalKind::LastVersion => "GitHub keeps at least one version of a package".into(),
            RefusalKind::TooManyDownloads => {
                "a public version with more than 5,000 downloads can't be deleted by its owner".into()
            }
            RefusalKind::ListingNotForThisToken => {
                "GITHUB_TOKEN can't list the packages of an owner; it can only ask for packages by \
                 name"
                    .into()
            }
            RefusalKind::PageTooDeep => "GitHub lists no packages beyond the 10,000th".into(),
            RefusalKind::PackageNotFound => {
                "there is no such package under this owner and type, or the token has no sufficient \
                 role on it: GitHub says the same for both"
                    .into()
            }
            RefusalKind::VersionNotFound => {
                "there is no such version; most often it was deleted meanwhile".into()
            }
            RefusalKind::RouteNotFound => {
                "this path leads nowhere: the owner is of another kind, does not exist, or the \
                 address of the API is wrong"
                    .into()
            }
            RefusalKind::ServerError => {
                "GitHub could not answer; it cuts off what takes longer than ten seconds".into()
            }
            RefusalKind::UnsupportedApiVersion => {
                "this server does not speak the version of the API that this program was written for"
                    .into()
            }
            RefusalKind::Redirect { location } => match location {
                Some(location) => format!(
                    "the redirect to `{location}` was not followed: it leads away from the API, or \
                     does not end, and the token goes nowhere else"
                ),
                None => "a redirect that says nowhere to go".into(),
            },
            RefusalKind::Other => "this refusal is not known here".into(),
        }
    }

    fn advice(&self) -> String {
        match &self.kind {
            RefusalKind::BadCredentials => match self.token {
                TokenKind::Installation => "take `token` out, so that the job's own token of this \
                     very job is used; a token of a GitHub App ends after an hour"
                    .into(),
                TokenKind::Classic | TokenKind::FineGrained | TokenKind::Other => {
                    format!(
                        "check the input `token` and the secret that it comes from; if the token has \
                     expired: {CLASSIC_TOKEN}"
                    )
                }
            },
            RefusalKind::ScopeMissing { .. } => CLASSIC_TOKEN.into(),
            RefusalKind::NotAccessibleByIntegration => {
                format!("{ADMIN_ROLE}; or {CLASSIC_TOKEN}")
            }
            RefusalKind::NotAccessibleByFineGrainedToken => {
                format!("{JOB_TOKEN}; or {CLASSIC_TOKEN}")
            }
            RefusalKind::SamlRequired { url } => match url {
                Some(url) => format!("authorise the token within the hour at {url}"),
                None => {
                    "in Settings → Developer settings → Personal access tokens choose Configure \
                         SSO beside the token, and authorise it for the organisation"
                        .into()
                }
            },
            RefusalKind::PrimaryRateLimit => self.more_requests(),
            RefusalKind::SecondaryRateLimit => "try again in a few minutes, let fewer jobs run at \
                 once with the same token (`strategy: { max-parallel: 1 }`), or send less: \
                 `with: { deletes-per-minute: 60 }`"
                .into(),
            RefusalKind::LastTaggedVersion => {
                "keep a tagged version, or let the whole package go: \
                 `with: { last-version: delete-package, min-remaining: 0 }`"
                    .into()
            }
            RefusalKind::LastVersion => "keep a version, or let the whole package go: \
                 `with: { target: packages, packages: NAME }`"
                .into(),
            RefusalKind::TooManyDownloads => "leave it where it is, or ask GitHub's support \
                 (https://support.github.com) to delete it; in a private package it can be deleted"
                .into(),
            RefusalKind::ListingNotForThisToken => {
                format!(
                    "write the packages' exact names instead of globs: `with: {{ packages: NAME }}`; or \
                     {CLASSIC_TOKEN}"
                )
            }
            RefusalKind::PageTooDeep => "write the packages' exact names instead of globs: \
                 `with: { packages: NAME }`"
                .into(),
            RefusalKind::PackageNotFound => self.role_or_name(),
            RefusalKind::VersionNotFound => "nothing, if it was to go; else look for it among the \
                 deleted versions: `with: { mode: restore, version-ids: ID }`"
                .into(),
            RefusalKind::RouteNotFound => {
                "check `owner`, `owner-type` and `api-url`, and say what the owner is: \
                 `with: { owner-type: user }` or `organization`"
                    .into()
            }
            RefusalKind::ServerError => "try again later; https://www.githubstatus.com tells of \
                 disturbances. What was done stays done, and the next run goes on from there"
                .into(),
            RefusalKind::UnsupportedApiVersion => {
                "use a release of this program that fits the server".into()
            }
            RefusalKind::Redirect { .. } => {
                "check `api-url`; for a renamed owner use the new login".into()
            }
            RefusalKind::Other => "look for the message in GitHub's documentation; if it is of no \
                 help, report it to this project with the record of the run"
                .into(),
        }
    }

    /// What is to be done about an hour that is used up.
    fn more_requests(&self) -> String {
        let less = "run less often or at another time, keep the cache of manifests with \
                    actions/cache (`path: .package-steward/cache`)";
        match self.token {
            TokenKind::Classic => {
                format!("{less}, or use the token of a user who does nothing else")
            }
            TokenKind::Installation | TokenKind::FineGrained | TokenKind::Other => {
                format!("{less}, or use a token that has 5,000 an hour: {CLASSIC_TOKEN}")
            }
        }
    }

    /// What is to be done about a package that is not there, or not for this token.
    fn role_or_name(&self) -> String {
        let name = "check the name in `packages` (what a repository publishes may be called repository/image), \
                    `package-type` and `owner`; if all is right";
        match self.token {
            TokenKind::Classic => format!("{name}: {OWN_ROLE}"),
            TokenKind::Installation => {
                format!(
                    "{name}: {ADMIN_ROLE}; a token of a GitHub App sees no packages: {JOB_TOKEN}"
                )
            }
            TokenKind::FineGrained => format!(
                "GitHub Packages does not take fine-grained personal access tokens: {JOB_TOKEN}; or \
                 {CLASSIC_TOKEN}"
            ),
            TokenKind::Other => format!("{name}: with GITHUB_TOKEN {ADMIN_ROLE}; else {OWN_ROLE}"),
        }
    }
}

#[cfg(test)]
#[path = "explain_tests.rs"]
mod tests;
