//! What it means when a repository tells nothing.

use crate::events::Problem;
use crate::github::{ApiError, RefusalKind};

/// A permission of a workflow's job, as it is written there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Permission {
    /// For git refs and releases.
    Contents,
    /// For pull requests.
    PullRequests,
}

impl Permission {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Contents => "contents: read",
            Self::PullRequests => "pull-requests: read",
        }
    }
}

/// Why a repository told nothing: in a word, and as a problem where it is one.
pub(super) struct Gap {
    pub(super) why: String,
    pub(super) problem: Option<Problem>,
}

/// What a failed request means here. The only one that ends the run is a wait that is too long.
pub(super) fn gap(error: ApiError, permission: Permission) -> Result<Gap, ApiError> {
    if matches!(error, ApiError::WaitTooLong { .. }) {
        return Err(error);
    }
    let is_refused = error.refusal().is_some_and(|refusal| {
        matches!(
            refusal.kind,
            RefusalKind::NotAccessibleByIntegration
                | RefusalKind::NotAccessibleByFineGrainedToken
                | RefusalKind::ScopeMissing { .. }
                | RefusalKind::RouteNotFound
                | RefusalKind::Other
        )
    });
    let Problem { doing, said, means: _, advice } = error.problem();
    let permission = permission.as_str();
    let (why, advice) = if is_refused {
        let advice = format!(
            "give the job `permissions: {permission}`, and run it in the repository that the package \
             is linked to; a personal access token (classic) needs the scope `repo` where that is \
             private"
        );
        (format!("{error}; it takes the permission `{permission}`"), advice)
    } else if matches!(error, ApiError::Truncated { .. }) {
        (error.to_string(), "run again later".to_owned())
    } else {
        (error.to_string(), advice)
    };
    let means = "nobody can tell what that protects, so all that it may protect stays".to_owned();
    Ok(Gap { why, problem: Some(Problem { doing, said, means, advice }) })
}
