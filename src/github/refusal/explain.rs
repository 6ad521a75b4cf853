//! Refusals for people: what GitHub said, what that means here, what to change.

use super::kind::{Refusal, RefusalKind};
use crate::events::Problem;

/// Where a workflow's repository gets its role on a package.
const ADMIN_ROLE: &str = "on the package's page open Package settings → Manage Actions access and \
                          give the workflow's repository the role Admin; the job needs \
                          `permissions: packages: write`";

/// Where a person's token comes from.
const CLASSIC_TOKEN: &str = "use a personal access token (classic)";

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
                 repository, shared by all its workflows"
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
            RefusalKind::BadCredentials => {
                "check the input `token` and the secret that it comes from".into()
            }
            RefusalKind::ScopeMissing { .. } => format!(
                "{CLASSIC_TOKEN} with the scopes read:packages, delete:packages (to delete) and \
                 write:packages (to restore); for maven also repo"
            ),
            RefusalKind::NotAccessibleByIntegration => {
                format!("{ADMIN_ROLE}; or {CLASSIC_TOKEN}")
            }
            RefusalKind::NotAccessibleByFineGrainedToken => {
                format!("{CLASSIC_TOKEN}, or GITHUB_TOKEN")
            }
            RefusalKind::SamlRequired { url } => match url {
                Some(url) => format!("authorise the token within the hour at {url}"),
                None => {
                    "authorise the token for the organisation: in your GitHub settings, beside \
                         the token, choose Configure SSO"
                        .into()
                }
            },
            RefusalKind::PrimaryRateLimit => {
                "run less often or at another time, or use a classic token, which has 5,000 an hour"
                    .into()
            }
            RefusalKind::SecondaryRateLimit => {
                "let fewer jobs run at once with the same token, and try again in a few minutes"
                    .into()
            }
            RefusalKind::LastTaggedVersion | RefusalKind::LastVersion => {
                "delete the whole package instead, if that is what you want".into()
            }
            RefusalKind::TooManyDownloads => "only GitHub's support can delete it".into(),
            RefusalKind::ListingNotForThisToken => format!(
                "write the packages' exact names in `packages`, or {CLASSIC_TOKEN} with \
                 read:packages"
            ),
            RefusalKind::PageTooDeep => "write the packages' names out".into(),
            RefusalKind::PackageNotFound => format!(
                "check the name (a package published by a repository may be called \
                 repository/image), `package-type` and `owner`; if the package is there: {ADMIN_ROLE}"
            ),
            RefusalKind::RouteNotFound => "check `owner`, `owner-type` and `api-url`".into(),
            RefusalKind::ServerError => "try again later".into(),
            RefusalKind::UnsupportedApiVersion => {
                "use a release of this program that fits the server".into()
            }
            RefusalKind::Redirect { .. } => {
                "check `api-url`; for a renamed owner use the new login".into()
            }
            RefusalKind::VersionNotFound | RefusalKind::Other => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderMap;

    use super::super::classify;

    fn problem(status: u16, message: &str) -> crate::events::Problem {
        let body = serde_json::json!({ "message": message }).to_string();
        classify(status, &HeaderMap::new(), body.as_bytes())
            .problem("delete version 7 of npm/hello".to_owned())
    }

    #[test]
    fn a_problem_says_what_was_done_what_came_and_what_to_change() {
        let problem = problem(403, "Resource not accessible by integration");
        assert_eq!(problem.doing, "delete version 7 of npm/hello");
        assert_eq!(problem.said, "GitHub answered 403: Resource not accessible by integration");
        assert!(problem.advice.contains("Manage Actions access"), "{}", problem.advice);
        assert!(problem.advice.contains("role Admin"), "{}", problem.advice);
        assert!(problem.advice.contains("packages: write"), "{}", problem.advice);
    }

    #[test]
    fn a_missing_scope_is_named() {
        let problem = problem(403, "You need at least read:packages scope to list packages.");
        assert_eq!(problem.means, "the token lacks the scope `read:packages`");
        assert!(problem.advice.contains("personal access token (classic)"));
    }

    #[test]
    fn a_package_that_is_not_found_may_also_be_a_missing_role() {
        let problem = problem(404, "Package not found.");
        assert!(problem.means.contains("no sufficient role"));
        assert!(problem.advice.contains("repository/image"));
    }
}
